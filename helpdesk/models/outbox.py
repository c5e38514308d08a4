"""The outbox: what has to leave the house, delivered by the worker."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Digest, Lookup, SealedJSON


class OutboxKind(StrEnum):
    """By which provider an item leaves."""

    sms = "sms"
    wechat = "wechat"


class OutboxState(StrEnum):
    """How far the delivery is."""

    waiting = "waiting"
    held = "held"  # until the follower writes again
    sent = "sent"
    failed = "failed"  # a dead letter: nothing is tried any more


class OutboxItem(Numbered, Dated, Base):
    """One message for one recipient; those of one recipient leave in order."""

    __tablename__ = "outbox_items"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "identity_id", "state", "id"),
        Index(None, "request_key", unique=True),
    )

    kind: Mapped[OutboxKind] = mapped_column(comment="which provider")
    recipient_lookup: Mapped[Digest | None] = mapped_column(
        Lookup("phone"), index=True, comment="keyed digest of the phone"
    )
    identity_id: Mapped[int | None] = mapped_column(
        ForeignKey("identities.id"), comment="the follower, on WeChat"
    )
    request_key: Mapped[str | None] = mapped_column(
        String(80), comment="what it tells of; the same thing is told once"
    )
    payload: Mapped[dict[str, Any]] = mapped_column(
        SealedJSON("outbox.payload"), comment="sealed recipient, template and values"
    )
    state: Mapped[OutboxState] = mapped_column(
        default=OutboxState.waiting, comment="how far it is"
    )
    tries: Mapped[int] = mapped_column(default=0, comment="deliveries begun")
    due_at: Mapped[datetime] = mapped_column(comment="not before")
    expires_at: Mapped[datetime | None] = mapped_column(
        comment="not worth sending after"
    )
    sent_at: Mapped[datetime | None] = mapped_column(comment="taken by the provider")
    provider_id: Mapped[str | None] = mapped_column(
        String(64), index=True, comment="the provider's id of the message"
    )
    error: Mapped[str | None] = mapped_column(
        String(200), comment="why the last delivery failed"
    )
