"""Tickets: matters to settle, and their timeline."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

from helpdesk import clock
from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.organisations import PATH
from helpdesk.models.sealed import Digest, Lookup, Sealed, SealedJSON


class TicketStatus(StrEnum):
    """Where a ticket is on its way."""

    new = "new"
    open = "open"
    pending_member = "pending_member"
    resolved = "resolved"
    closed = "closed"
    withdrawn = "withdrawn"

    @property
    def next(self) -> frozenset["TicketStatus"]:
        """Return the states that may follow."""
        return TRANSITIONS[self]

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody has to act any more."""
        return self in SETTLED

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing is added any more; it may have to be reopened first."""
        return self in ENDED


TRANSITIONS = {
    TicketStatus.new: frozenset({TicketStatus.open, TicketStatus.withdrawn}),
    TicketStatus.open: frozenset(
        {TicketStatus.pending_member, TicketStatus.resolved, TicketStatus.withdrawn}
    ),
    TicketStatus.pending_member: frozenset(
        {TicketStatus.open, TicketStatus.resolved, TicketStatus.withdrawn}
    ),
    TicketStatus.resolved: frozenset({TicketStatus.open, TicketStatus.closed}),
    TicketStatus.closed: frozenset[TicketStatus](),
    TicketStatus.withdrawn: frozenset({TicketStatus.open}),  # 撤错了，恢复
}
SETTLED = frozenset(
    {TicketStatus.resolved, TicketStatus.closed, TicketStatus.withdrawn}
)
ENDED = frozenset({TicketStatus.closed, TicketStatus.withdrawn})


class Priority(StrEnum):
    """How soon an officer has to look."""

    normal = "normal"
    high = "high"
    urgent = "urgent"


class DeadlineClass(StrEnum):
    """How much time a ticket is given; the days are in handling.yml."""

    ordinary = "ordinary"  # 一般问题
    difficult = "difficult"  # 难点问题
    complex = "complex"  # 特别复杂问题


class TicketSource(StrEnum):
    """By which way a ticket came; it is one record wherever it came from."""

    chat = "chat"
    wechat = "wechat"
    hotline = "hotline"
    transcript = "transcript"  # a call that was handed in as words
    officer = "officer"  # by hand
    api = "api"


class ServiceClass(StrEnum):
    """What 12351 counts a matter as."""

    inquiry = "inquiry"  # 问题咨询
    assistance = "assistance"  # 服务帮扶
    petition = "petition"  # 信访投诉
    legal_aid = "legal_aid"  # 法律援助
    suggestion = "suggestion"  # 意见建议


class Audience(StrEnum):
    """Who reads an entry of the timeline; each also sees what is before it."""

    worker = "worker"
    officers = "officers"
    leaders = "leaders"


class AuthorKind(StrEnum):
    """Who wrote an entry of the timeline."""

    member = "member"
    bot = "bot"
    officer = "officer"
    system = "system"


class EventKind(StrEnum):
    """What an entry of the timeline tells."""

    opened = "opened"
    note = "note"
    moved = "moved"
    urged = "urged"
    rated = "rated"
    answered = "answered"  # to the worker
    claimed = "claimed"
    released = "released"
    assigned = "assigned"  # 派单
    changed = "changed"  # how it is handled: category, priority, class, union
    escalated = "escalated"  # 升级
    supervised = "supervised"  # 督办
    merged = "merged"
    split_off = "split_off"
    linked = "linked"
    followed_up = "followed_up"  # 回访
    attached = "attached"


# Along these the queue is listed and counted: few tickets are unsettled, and their
# indexes stay small however many were settled.
UNSETTLED = {
    "due": ("due_on", "id"),
    "priority": ("priority", "due_on", "id"),
    "officer": ("officer_id", "due_on", "id"),
    "supervised": ("supervised_at", "due_on", "id"),
    "place": (
        "path",
        "status",
        "due_on",
        "officer_id",
        "claimed_by_id",
        "claimed_until",
        "supervised_at",
        "settled_at",  # always NULL; SQLite counts along the index alone if it is there
    ),
}


def unsettled(name: str, *columns: str) -> Index:
    """Return an index of the tickets that are not settled."""
    where = text("settled_at IS NULL")
    return Index(
        f"ix_tickets_unsettled_{name}",
        *columns,
        sqlite_where=where,
        postgresql_where=where,
    )


class Ticket(Numbered, Dated, Base):
    """One matter to settle."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id", "category"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        Index(None, "status", "priority", "created_at"),
        Index(None, "changed_at", "id"),
        *(unsettled(name, *columns) for name, columns in UNSETTLED.items()),
        Index(
            "ix_tickets_lately",
            "settled_at",
            "id",
            sqlite_where=text("settled_at IS NOT NULL"),
            postgresql_where=text("settled_at IS NOT NULL"),
        ),
    )

    number: Mapped[str] = mapped_column(
        String(12), unique=True, comment="YYMMDD, daily serial, Luhn digit"
    )
    source: Mapped[TicketSource] = mapped_column(
        default=TicketSource.chat, comment="by which way it came"
    )
    category: Mapped[str] = mapped_column(
        String(48), comment="the intent that opened it"
    )
    service_class: Mapped[ServiceClass] = mapped_column(
        default=ServiceClass.inquiry, comment="what 12351 counts it as"
    )
    skill: Mapped[str | None] = mapped_column(
        String(24), comment="which officers see to it"
    )
    subject: Mapped[str] = mapped_column(
        String(200), comment="one line, personal data masked"
    )
    details: Mapped[dict[str, str]] = mapped_column(
        SealedJSON("ticket.details"), comment="sealed answers of the form"
    )
    priority: Mapped[Priority] = mapped_column(
        default=Priority.normal, comment="how soon"
    )
    deadline_class: Mapped[DeadlineClass | None] = mapped_column(
        comment="how much time it is given"
    )
    due_on: Mapped[date | None] = mapped_column(comment="answered by this day")
    answer_due_at: Mapped[datetime | None] = mapped_column(
        comment="first answered by then"
    )
    answered_at: Mapped[datetime | None] = mapped_column(comment="first answered")
    waiting_since: Mapped[datetime | None] = mapped_column(
        comment="waits for the worker since; its clock stands"
    )
    status: Mapped[TicketStatus] = mapped_column(
        default=TicketStatus.new, comment="where it is on its way"
    )
    escalation: Mapped[int] = mapped_column(
        default=0, comment="how far up it was reported"
    )
    supervised_at: Mapped[datetime | None] = mapped_column(
        comment="when a leader ordered haste"
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"),
        index=True,
        comment="which union sees to it; null: the city's front desk",
    )
    path: Mapped[str | None] = mapped_column(
        PATH, comment="that union's path, so that a subtree is one range of an index"
    )
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="assigned to whom"
    )
    opened_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="which officer opened it"
    )
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="who works on it now, alone"
    )
    claimed_until: Mapped[datetime | None] = mapped_column(
        comment="others may claim it after"
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id"), index=True, comment="the ticket that goes on for it"
    )
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), comment="opened where"
    )
    message_id: Mapped[str | None] = mapped_column(
        String(128), comment="the message that opened it"
    )
    first_message_id: Mapped[str | None] = mapped_column(
        String(128), comment="where its matter was first told"
    )
    last_message_id: Mapped[str | None] = mapped_column(
        String(128), comment="where it was last told of"
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose it is"
    )
    contact_phone: Mapped[str | None] = mapped_column(
        Sealed("ticket.contact_phone"), comment="sealed number to call back"
    )
    contact_lookup: Mapped[Digest | None] = mapped_column(
        Lookup("phone"), index=True, comment="keyed digest of that number"
    )
    urged: Mapped[int] = mapped_column(default=0, comment="how often it was urged")
    rating: Mapped[int | None] = mapped_column(comment="satisfaction, 1-5")
    settled_at: Mapped[datetime | None] = mapped_column(comment="when it was settled")
    changed_at: Mapped[datetime] = mapped_column(
        default=lambda: clock.now(), comment="when anything last happened to it"
    )
    cleared_at: Mapped[datetime | None] = mapped_column(
        comment="when its personal data were taken out"
    )

    @validates("contact_phone")
    def _digest_contact_phone(self, _name: str, phone: str | None) -> str | None:
        self.contact_lookup = phone
        return phone


class TicketEvent(Numbered, Dated, Base):
    """One entry of a ticket's timeline."""

    __tablename__ = "ticket_events"

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("tickets.id"), index=True, comment="which ticket"
    )
    kind: Mapped[EventKind] = mapped_column(comment="what happened")
    author: Mapped[AuthorKind] = mapped_column(comment="who did it")
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="which officer"
    )
    text: Mapped[str | None] = mapped_column(
        Sealed("ticket_event.text"), comment="sealed words of the author"
    )
    from_status: Mapped[TicketStatus | None] = mapped_column(comment="moved from")
    to_status: Mapped[TicketStatus | None] = mapped_column(comment="moved to")
    audience: Mapped[Audience] = mapped_column(
        default=Audience.worker, comment="who reads it"
    )
    facts: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="what changed, without personal data"
    )


class TicketSerial(Base):
    """The last serial given out on a day; one row is locked while a ticket opens."""

    __tablename__ = "ticket_serials"

    day: Mapped[date] = mapped_column(primary_key=True, comment="Shenzhen's day")
    last: Mapped[int] = mapped_column(comment="last serial given out")
