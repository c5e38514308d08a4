"""Webhooks: programs elsewhere that are told what happens to tickets."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.organisations import PATH
from helpdesk.models.sealed import Sealed


class HookEvent(StrEnum):
    """What is told."""

    opened = "ticket.opened"
    changed = "ticket.changed"
    answered = "ticket.answered"
    resolved = "ticket.resolved"
    rated = "ticket.rated"


class HookState(StrEnum):
    """Whether a webhook is called."""

    active = "active"
    paused = "paused"  # by hand, or after too many failures; what happens waits


class DeliveryState(StrEnum):
    """How far a delivery is."""

    waiting = "waiting"
    sent = "sent"
    failed = "failed"  # a dead letter: it is tried again only by hand


class Webhook(Numbered, Dated, Base):
    """One address that is told of tickets of one part of the union."""

    __tablename__ = "webhooks"

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="the account that set it up"
    )
    url: Mapped[str] = mapped_column(
        Sealed("webhook.url"), comment="sealed address: its path may be a secret"
    )
    events: Mapped[list[str]] = mapped_column(JSON, comment="what it is told")
    path: Mapped[str | None] = mapped_column(
        PATH, comment="of which subtree; null: the whole city"
    )
    secret: Mapped[str] = mapped_column(
        Sealed("webhook.secret"), comment="sealed key that signs"
    )
    old_secret: Mapped[str | None] = mapped_column(
        Sealed("webhook.old_secret"), comment="sealed key before, while it is changed"
    )
    old_secret_until: Mapped[datetime | None] = mapped_column(
        comment="until when the one before signs as well"
    )
    state: Mapped[HookState] = mapped_column(
        default=HookState.active, comment="whether it is called"
    )
    failures: Mapped[int] = mapped_column(
        default=0, comment="failed calls since the last that went well"
    )
    rests_until: Mapped[datetime | None] = mapped_column(
        comment="not called before, after failures"
    )


class HookDelivery(Numbered, Dated, Base):
    """One event for one webhook; those about one ticket are told in order."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "webhook_id", "ticket_id", "state", "id"),
    )

    key: Mapped[str] = mapped_column(
        String(40), unique=True, comment="the event's id, the same with every try"
    )
    webhook_id: Mapped[int] = mapped_column(
        ForeignKey("webhooks.id", ondelete="CASCADE"), comment="which webhook"
    )
    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"), index=True, comment="which ticket"
    )
    event: Mapped[HookEvent] = mapped_column(comment="what happened")
    body: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="what is told; no personal data"
    )
    state: Mapped[DeliveryState] = mapped_column(
        default=DeliveryState.waiting, comment="how far it is"
    )
    tries: Mapped[int] = mapped_column(default=0, comment="calls begun")
    begun_at: Mapped[datetime] = mapped_column(comment="tried for a day from then on")
    due_at: Mapped[datetime] = mapped_column(comment="not before")
    sent_at: Mapped[datetime | None] = mapped_column(comment="taken")
    error: Mapped[str | None] = mapped_column(
        String(80), comment="why the last call failed"
    )

    webhook: Mapped[Webhook] = relationship(lazy="raise")
