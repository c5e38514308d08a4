"""Officers: the union's staff who follow tickets up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Digest, Lookup, Sealed


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
    must_choose: Mapped[bool] = mapped_column(
        default=False, comment="the password is not the officer's own choice yet"
    )
    sign_on_subject: Mapped[str | None] = mapped_column(
        String(255), unique=True, comment="who this is at the existing sign-on"
    )
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


class SignInWay(StrEnum):
    """How an officer proved who it is."""

    password = "password"  # noqa: S105 - a way, not a secret
    sign_on = "sign_on"  # at the union's existing sign-on


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
    way: Mapped[SignInWay] = mapped_column(
        default=SignInWay.password, comment="how the officer came in"
    )
    is_proven: Mapped[bool] = mapped_column(
        default=True, comment="second factor shown, or none is bound"
    )
    address: Mapped[str | None] = mapped_column(
        String(45), comment="network address it began at"
    )
    browser: Mapped[str | None] = mapped_column(
        String(40), comment="kind of browser and system"
    )
    seen_at: Mapped[datetime] = mapped_column(comment="when it was last used")
    expires_at: Mapped[datetime] = mapped_column(comment="good until, however used")

    officer: Mapped[Officer] = relationship(lazy="joined", innerjoin=True)


class Authenticator(Numbered, Dated, Base):
    """What shows an officer's codes for signing in: the second factor."""

    __tablename__ = "authenticators"

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id", ondelete="CASCADE"), unique=True, comment="whose"
    )
    secret: Mapped[str] = mapped_column(
        Sealed("authenticator"), comment="what it was told (RFC 6238); encrypted"
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(
        comment="showed a right code; null: not bound yet"
    )
    last_step: Mapped[int | None] = mapped_column(
        comment="step of the last code taken; none is taken twice"
    )
    recovery: Mapped[list[str]] = mapped_column(
        JSON, default=list, comment="SHA-256 of recovery codes not spent yet"
    )


class SignOn(Numbered, Dated, Base):
    """A browser that was sent to the existing sign-on and has not come back yet."""

    __tablename__ = "sign_ons"

    state_lookup: Mapped[Digest] = mapped_column(
        Lookup("sign_on_state"), unique=True, comment="keyed digest of the state"
    )
    cookie_lookup: Mapped[Digest] = mapped_column(
        Lookup("sign_on_cookie"), comment="keyed digest of the browser's cookie"
    )
    nonce: Mapped[str] = mapped_column(
        Sealed("sign_on_nonce"), comment="what the ID token must name; encrypted"
    )
    verifier: Mapped[str] = mapped_column(
        Sealed("sign_on_verifier"),
        comment="what the code is redeemed with (PKCE); encrypted",
    )
    expires_at: Mapped[datetime] = mapped_column(comment="back by then")
