"""Saved views of the queue, and who has which ticket open."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.organisations import PATH


class SavedView(Numbered, Dated, Base):
    """Tickets that an officer wants to see again and again, under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("officer_id", "name"),)

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id", ondelete="CASCADE"), comment="who made it"
    )
    name: Mapped[str] = mapped_column(String(20), comment="what it is called")
    wanted: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="which tickets, without personal data"
    )
    is_shared: Mapped[bool] = mapped_column(comment="others see it too")
    path: Mapped[str | None] = mapped_column(
        PATH, comment="whose officers see it: of this union and those below it"
    )


class TicketPresence(Numbered, Base):
    """An officer who has a ticket open, until a little after the last sign of it."""

    __tablename__ = "ticket_presences"
    __table_args__ = (
        UniqueConstraint("ticket_id", "officer_id"),
        Index(None, "seen_at"),
    )

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"), comment="which ticket"
    )
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id", ondelete="CASCADE"),
        index=True,
        comment="who has it open",
    )
    seen_at: Mapped[datetime] = mapped_column(comment="when that was last so")
