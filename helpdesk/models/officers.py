"""Officers: the union's staff who follow tickets up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Digest, Lookup


class OfficerRole(StrEnum):
    """What an officer may do."""

    officer = "officer"
    supervisor = "supervisor"
    administrator = "administrator"


class Officer(Numbered, Dated, Base):
    """One officer's account."""

    __tablename__ = "officers"

    login: Mapped[str] = mapped_column(String(40), unique=True, comment="account name")
    name: Mapped[str] = mapped_column(String(40), comment="name shown")
    password_hash: Mapped[str] = mapped_column(String(160), comment="argon2id")
    role: Mapped[OfficerRole] = mapped_column(comment="what the officer may do")
    active: Mapped[bool] = mapped_column(default=True, comment="may log in")


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
