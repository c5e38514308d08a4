"""What is answered: every field with what it means."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.feed import Opened, Told, feed
from helpdesk.models import (
    Audience,
    AuthorKind,
    EventKind,
    Priority,
    ServiceClass,
    Ticket,
    TicketSource,
    TicketStatus,
)

Moment = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A moment, always written in UTC."""


class View(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(frozen=True)


class Named(View):
    """A record by its key and its name."""

    id: int
    name: str


class TicketLine(View):
    """A ticket without its words."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": "260715000014",
                "category": "report_unpaid_wages",
                "service_class": "petition",
                "subject": "厂里三个月没发工资",
                "source": "wechat",
                "status": "open",
                "priority": "high",
                "organisation": {"id": 31, "name": "西乡街道总工会"},
                "officer": {"id": 7, "name": "林晓岚"},
                "opened_at": "2026-07-15T02:30:00Z",
                "changed_at": "2026-07-15T02:42:10.120000Z",
                "answer_due_at": "2026-07-16T02:30:00Z",
                "answered_at": None,
                "due_on": "2026-08-05",
                "settled_at": None,
                "waiting_since": None,
                "escalation": 0,
                "supervised_at": None,
                "urged": 1,
                "rating": None,
                "merged_into": None,
            }
        }
    )

    number: str = Field(description="twelve digits")
    category: str = Field(description="the intent that opened it")
    service_class: ServiceClass = Field(description="what 12351 counts it as")
    subject: str = Field(description="one line; numbers in it are masked")
    source: TicketSource = Field(description="by which way it came")
    status: TicketStatus
    priority: Priority
    organisation: Named | None = Field(description="the union that sees to it")
    officer: Named | None = Field(description="the officer who sees to it")
    opened_at: Moment
    changed_at: Moment = Field(description="when anything last happened to it")
    answer_due_at: Moment | None = Field(description="to be answered first by then")
    answered_at: Moment | None = Field(description="first answered")
    due_on: date | None = Field(description="to be settled by this day")
    settled_at: Moment | None
    waiting_since: Moment | None = Field(description="waits for the worker since")
    escalation: int = Field(description="how far up it was reported")
    supervised_at: Moment | None = Field(description="督办 since")
    urged: int = Field(description="how often the worker asked for haste")
    rating: int | None = Field(description="the worker's satisfaction, 1 to 5")
    merged_into: str | None = Field(description="the ticket that goes on for it")


class TicketView(TicketLine):
    """A ticket with its words; masked, unless a reason was given."""

    is_unmasked: bool = Field(description="whether names and numbers are shown")
    member: str | None = Field(description="the member's name")
    contact_phone: str | None
    details: dict[str, str] = Field(description="the answers of the form, by name")


class EventView(View):
    """An entry of a ticket's timeline; masked, unless a reason was given."""

    id: int
    kind: EventKind
    at: Moment
    author: AuthorKind
    officer: Named | None
    audience: Audience = Field(description="who reads it")
    text: str | None
    from_status: TicketStatus | None
    to_status: TicketStatus | None
    facts: dict[str, Any] | None = Field(description="what changed, by name")


class Page[Item](View):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(
        description="brings the next page as `cursor`; null: this was the last"
    )


async def lines(session: AsyncSession, found: Sequence[Ticket]) -> list[TicketLine]:
    """Return tickets as lines, with the names of who sees to them."""
    names = await _names(session, found)
    return [TicketLine(**_line(ticket, *names)) for ticket in found]


async def ticket_view(session: AsyncSession, shown: Opened) -> TicketView:
    """Return a ticket with its words."""
    names = await _names(session, [shown.ticket])
    return TicketView(
        **_line(shown.ticket, *names),
        is_unmasked=shown.is_unmasked,
        member=shown.name,
        contact_phone=shown.phone,
        details=dict(shown.details),
    )


async def events(session: AsyncSession, told: Sequence[Told]) -> list[EventView]:
    """Return the entries of a timeline."""
    keys = {one.event.officer_id for one in told if one.event.officer_id}
    officers = await feed.officers(session, keys)
    return [
        EventView(
            id=one.event.id,
            kind=one.event.kind,
            at=one.event.created_at,
            author=one.event.author,
            officer=_named(one.event.officer_id, officers),
            audience=one.event.audience,
            text=one.text,
            from_status=one.event.from_status,
            to_status=one.event.to_status,
            facts=one.event.facts,
        )
        for one in told
    ]


type Names = Mapping[int, str]


async def _names(
    session: AsyncSession, found: Sequence[Ticket]
) -> tuple[Names, Names, Names]:
    """Return the names of the officers and unions, and the numbers of tickets."""
    officers = {ticket.officer_id for ticket in found if ticket.officer_id}
    unions = {ticket.organisation_id for ticket in found if ticket.organisation_id}
    merged = {ticket.merged_into_id for ticket in found if ticket.merged_into_id}
    return (
        await feed.officers(session, officers) if officers else {},
        await feed.unions(session, unions) if unions else {},
        await feed.numbers(session, merged) if merged else {},
    )


def _line(
    ticket: Ticket, officers: Names, unions: Names, numbers: Names
) -> dict[str, Any]:
    same = TicketLine.model_fields.keys() - {
        "organisation",
        "officer",
        "opened_at",
        "merged_into",
    }
    return {name: getattr(ticket, name) for name in same} | {
        "organisation": _named(ticket.organisation_id, unions),
        "officer": _named(ticket.officer_id, officers),
        "opened_at": ticket.created_at,
        "merged_into": numbers.get(ticket.merged_into_id or 0),
    }


def _named(key: int | None, names: Names) -> Named | None:
    return Named(id=key, name=names.get(key, "")) if key is not None else None
