"""Assignment by rule: which ticket goes to whom (派单规则), and whose turn it is."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.officers import OfficerRole
from helpdesk.models.shipped import Placed, Shipped


class DeskHours(StrEnum):
    """When a rule holds."""

    always = "always"
    open = "open"  # 上班时间
    closed = "closed"  # 下班以后


class AssignmentRule(Numbered, Dated, Shipped, Placed, Base):
    """Tickets of a kind, and the officers whom they go to; the first that fits."""

    __tablename__ = "assignment_rules"

    name: Mapped[str] = mapped_column(String(40), comment="as the ticket tells it")
    position: Mapped[int] = mapped_column(comment="asked in this order")
    hours: Mapped[DeskHours] = mapped_column(
        default=DeskHours.always, comment="when it holds"
    )
    skills: Mapped[list[str]] = mapped_column(JSON, comment="of these; none: any")
    categories: Mapped[list[str]] = mapped_column(JSON, comment="of these; none: any")
    priorities: Mapped[list[str]] = mapped_column(JSON, comment="of these; none: any")
    sources: Mapped[list[str]] = mapped_column(JSON, comment="of these; none: any")
    role: Mapped[OfficerRole | None] = mapped_column(
        comment="to officers of this role; null: those named"
    )
    officer_ids: Mapped[list[int]] = mapped_column(
        JSON, comment="to one of these; none: anybody of the role"
    )
    most: Mapped[int | None] = mapped_column(
        comment="passes over who has as many; null: no limit"
    )


class AssignmentTurn(Base):
    """When an officer was last given a ticket by rule: who waits longest is next."""

    __tablename__ = "assignment_turns"

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), primary_key=True, comment="who"
    )
    last_at: Mapped[datetime] = mapped_column(comment="when")


class AssignmentTry(Base):
    """A ticket for which no rule found anybody; it is looked at again later."""

    __tablename__ = "assignment_tries"

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"),
        primary_key=True,
        comment="which ticket",
    )
    again_at: Mapped[datetime] = mapped_column(comment="not before")
