"""Officers: the union's staff who follow tickets up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Digest, Lookup


class OfficerRole(StrEnum):
    """What an officer may do."""

    seat = "seat"  # 坐席
    case_officer = "case_officer"  # 经办人
    lawyer = "lawyer"  # 律师
    editor = "editor"  # 知识编辑
    supervisor = "supervisor"  # 主管
    administrator = "administrator"  # 管理员
    auditor = "auditor"  # 审计员


class Officer(Numbered, Dated, Base):
    """One officer's account."""

    __tablename__ = "officers"

    login: Mapped[str] = mapped_column(String(40), unique=True, comment="account name")
    name: Mapped[str] = mapped_column(String(40), comment="name shown")
    password_hash: Mapped[str] = mapped_column(String(160), comment="argon2id")
    role: Mapped[OfficerRole] = mapped_column(comment="what the officer may do")
    active: Mapped[bool] = mapped_column(default=True, comment="may log in")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"),
        index=True,
        comment="sees that union and those below it; null: the whole city",
    )
    skills: Mapped[list[str]] = mapped_column(
        JSON, default=list, comment="what is given to the officer; none: everything"
    )
    on_duty: Mapped[bool] = mapped_column(
        default=True, comment="gets new tickets by rule"
    )


class ConsoleSession(Numbered, Dated, Base):
    """One browser in which an officer is signed in."""

    __tablename__ = "console_sessions"

    token_lookup: Mapped[Digest] = mapped_column(
        Lookup("console_session"),
        unique=True,
        comment="keyed digest of the browser's cookie",
    )
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id", ondelete="CASCADE"),
        index=True,
        comment="who is signed in",
    )
    seen_at: Mapped[datetime] = mapped_column(comment="when it was last used")
    expires_at: Mapped[datetime] = mapped_column(comment="good until, however used")

    officer: Mapped[Officer] = relationship(lazy="joined", innerjoin=True)
