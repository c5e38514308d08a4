"""What is known of followers of the WeChat account, and of WeChat's own workings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.identities import Identity
from helpdesk.models.sealed import Digest, Lookup, Sealed


class Follower(Numbered, Dated, Base):
    """An openid that follows the account, and how often it may be written to.

    WeChat grants so many customer-service messages for what the follower does: five
    in 48 hours for a message, three in a minute for a menu tap, a scan or the
    following itself.
    """

    __tablename__ = "wechat_followers"

    identity_id: Mapped[int] = mapped_column(
        ForeignKey("identities.id"), unique=True, comment="whose openid it is"
    )
    scene: Mapped[str | None] = mapped_column(
        String(64), comment="by which QR code the follower came"
    )
    message_until: Mapped[datetime | None] = mapped_column(
        comment="48 hours after the last message"
    )
    message_left: Mapped[int] = mapped_column(
        default=0, comment="messages we may still send for it"
    )
    contact_until: Mapped[datetime | None] = mapped_column(
        comment="a minute after the last tap, scan or following"
    )
    contact_left: Mapped[int] = mapped_column(
        default=0, comment="messages we may still send for it"
    )

    identity: Mapped[Identity] = relationship(lazy="raise")


class OptIn(Numbered, Dated, Base):
    """Subscription notices that a follower agreed to; one yes is one notice."""

    __tablename__ = "wechat_opt_ins"
    __table_args__ = (UniqueConstraint("identity_id", "template_id"),)

    identity_id: Mapped[int] = mapped_column(
        ForeignKey("identities.id"), comment="who agreed"
    )
    template_id: Mapped[str] = mapped_column(
        String(64), comment="WeChat's id of the notice"
    )
    left: Mapped[int] = mapped_column(default=0, comment="notices still allowed")


class Delivery(Numbered, Base):
    """One message or event as WeChat delivers it, up to four times."""

    __tablename__ = "wechat_deliveries"

    key_lookup: Mapped[Digest] = mapped_column(
        Lookup("wechat_delivery"),
        unique=True,
        comment="keyed digest of the message id, or of what tells an event",
    )
    identity_id: Mapped[int] = mapped_column(
        ForeignKey("identities.id"), index=True, comment="from whom"
    )
    reply: Mapped[str | None] = mapped_column(
        Sealed("delivery.reply"),
        comment="sealed body that was answered; null: not decided yet",
    )
    received_at: Mapped[datetime] = mapped_column(comment="when it first came")
    decided_at: Mapped[datetime | None] = mapped_column(comment="when it was answered")


class AccessToken(Numbered, Base):
    """WeChat's access token, shared by all processes."""

    __tablename__ = "wechat_tokens"

    app_id: Mapped[str] = mapped_column(
        String(32), unique=True, comment="of which account"
    )
    token: Mapped[str] = mapped_column(
        Sealed("wechat_token.token"), comment="sealed token"
    )
    expires_at: Mapped[datetime] = mapped_column(comment="not used after")
    fetched_at: Mapped[datetime] = mapped_column(comment="when it was fetched")
    forced: Mapped[int] = mapped_column(
        default=0, comment="how many were forced on that day"
    )


class LoginState(StrEnum):
    """How far somebody is who opened a page from WeChat."""

    asked = "asked"  # on the way to WeChat
    back = "back"  # OAuth's state came back and is spent; nobody is known yet
    known = "known"  # WeChat told the openid
    ended = "ended"


class WebLogin(Numbered, Dated, Base):
    """One visit to a page of ours from WeChat: OAuth's state, then a session."""

    __tablename__ = "wechat_logins"

    state_lookup: Mapped[Digest] = mapped_column(
        Lookup("wechat_state"), unique=True, comment="keyed digest of OAuth's state"
    )
    session_lookup: Mapped[Digest] = mapped_column(
        Lookup("wechat_session"),
        unique=True,
        comment="keyed digest of the browser's cookie",
    )
    state: Mapped[LoginState] = mapped_column(
        default=LoginState.asked, comment="how far it is"
    )
    identity_id: Mapped[int | None] = mapped_column(
        ForeignKey("identities.id"), index=True, comment="whose openid WeChat told"
    )
    expires_at: Mapped[datetime] = mapped_column(comment="good until")
