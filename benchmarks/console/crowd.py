"""A city's tickets as rows: three years, most of them settled, some districts busier.

Ticket number n is always the same, so that chunks are made by several processes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from benchmarks.console.vocabulary import WEIGHTS, Vocabulary, vocabulary
from helpdesk.models import (
    Audience,
    AuthorKind,
    EventKind,
    ServiceClass,
    TicketSource,
    TicketStatus,
)
from helpdesk.numbers import luhn_digit
from helpdesk.sealing import KeyRing, Sealer
from helpdesk.tickets.handling import handling

SEED = 12351
DAYS = 1096
TALKS_KEPT = 180  # days, as retention has it
EVENTS = 24  # of one ticket, at most
KEYS = KeyRing({"k1": b"f" * 32}, b"l" * 32)
KINDS: Mapping[EventKind, int] = {
    EventKind.note: 28,
    EventKind.answered: 20,
    EventKind.claimed: 16,
    EventKind.released: 12,
    EventKind.moved: 12,
    EventKind.assigned: 6,
    EventKind.urged: 6,
}
SPOKEN = frozenset({EventKind.note, EventKind.answered, EventKind.urged})
ENDS: Mapping[TicketStatus, int] = {
    TicketStatus.closed: 75,
    TicketStatus.resolved: 17,
    TicketStatus.withdrawn: 8,
}
GOING: Mapping[TicketStatus, int] = {
    TicketStatus.new: 20,
    TicketStatus.open: 55,
    TicketStatus.pending_member: 25,
}

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many tickets, for which unions and officers, until when."""

    tickets: int
    unions: Sequence[tuple[int, str]]
    """Keys and paths, the busiest first."""
    officers: Sequence[int]
    now: datetime


@dataclass(slots=True)
class Chunk:
    """Rows, table by table, in the order in which they may be written."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        """Take a row."""
        self.rows.setdefault(table, []).append(row)


def chunk(plan: Plan, first: int, count: int) -> Chunk:
    """Return so many tickets from one on, with their events and conversations."""
    made = Chunk()
    for number in range(first, min(first + count, plan.tickets)):
        _ticket(made, plan, number, Random(SEED * 10**9 + number))  # noqa: S311 - no secret
    return made


@cache
def _words() -> Vocabulary:
    return vocabulary()


@cache
def _sealer() -> Sealer:
    return Sealer(KEYS)


def seal(text: str, purpose: str) -> bytes:
    """Seal a text as its column does."""
    return _sealer().seal(text, purpose=purpose)


def numbered(plan: Plan, number: int) -> str:
    """Return the number of a ticket: its day, its serial, a check digit."""
    day, serial = _place(plan, number)
    body = f"{day:%y%m%d}{serial:05d}"
    return body + luhn_digit(body)


def _place(plan: Plan, number: int) -> tuple[date, int]:
    of_day = -(-plan.tickets // DAYS)
    back = (plan.tickets - 1 - number) // of_day
    return plan.now.date() - timedelta(days=back), number % of_day + 1


def _ticket(made: Chunk, plan: Plan, number: int, die: Random) -> None:
    key, (day, _) = number + 1, _place(plan, number)
    opened = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    opened += timedelta(hours=9 * die.random())
    opened = min(opened, plan.now - timedelta(minutes=5))
    age = (plan.now - opened) / timedelta(days=1)
    [category] = die.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
    is_settled = die.random() < min(age / 45, 0.98)
    states = ENDS if is_settled else GOING
    [status] = die.choices(list(states), weights=list(states.values()))
    moments = _moments(die, opened, plan.now)
    talk = key if age < TALKS_KEPT and die.random() < 0.4 else None
    union = _union(die, plan)
    officer = plan.officers[int(len(plan.officers) * die.random() ** 1.5)]
    rule, words = handling(category), _words()
    subject = words.sentence(die, category)[:60]
    details = {"message": words.sentence(die, category), "employer": words.name(die)}
    phone = f"138001{die.randrange(10**5):05d}" if die.random() < 0.4 else None
    if talk is not None:
        _talk(made, talk, opened, die, category)
    made.add(
        "tickets",
        {
            "id": key,
            "number": numbered(plan, number),
            "source": TicketSource.wechat if talk else TicketSource.hotline,
            "category": category,
            "service_class": die.choice(list(ServiceClass)),
            "skill": rule.skill,
            "subject": subject,
            "details": seal(json.dumps(details, ensure_ascii=False), "ticket.details"),
            "priority": rule.priority,
            "deadline_class": rule.deadline_class,
            "due_on": day + timedelta(days=20),
            "answer_due_at": opened + timedelta(days=1),
            "answered_at": moments[1],
            "waiting_since": (
                moments[-1] if status is TicketStatus.pending_member else None
            ),
            "status": status,
            "escalation": 0,
            "organisation_id": union[0] if union else None,
            "path": union[1] if union else None,
            "officer_id": officer if status is not TicketStatus.new else None,
            "conversation_id": talk,
            "message_id": "m0" if talk else None,
            "first_message_id": "m0" if talk else None,
            "last_message_id": "m1" if talk else None,
            "contact_phone": phone and seal(phone, "ticket.contact_phone"),
            "contact_lookup": phone and _sealer().digest(phone, purpose="phone"),
            "urged": 0,
            "rating": die.choice((None, 3, 4, 5, 5)) if is_settled else None,
            "settled_at": moments[-1] if is_settled else None,
            "changed_at": moments[-1],
            "created_at": opened,
        },
    )
    for event in _events(die, key, moments, status, category, officer):
        made.add("ticket_events", event)


def _union(die: Random, plan: Plan) -> tuple[int, str] | None:
    if die.random() < 0.1:  # still at the city's front desk
        return None
    return plan.unions[int(len(plan.unions) * die.random() ** 2)]


def _moments(die: Random, opened: datetime, now: datetime) -> list[datetime]:
    """Return when things happened: ten of them in the middle, none in the future."""
    moments = [opened]
    for _ in range(die.randint(3, 15)):
        later = moments[-1] + timedelta(hours=die.expovariate(1 / 20))
        moments.append(min(later, now))
    return moments


def _events(
    die: Random,
    ticket: int,
    moments: Sequence[datetime],
    status: TicketStatus,
    category: str,
    officer: int,
) -> Iterator[Row]:
    kinds = die.choices(list(KINDS), weights=list(KINDS.values()), k=len(moments) - 2)
    for place, (kind, at) in enumerate(
        zip([EventKind.opened, *kinds, EventKind.moved], moments, strict=True)
    ):
        is_note = kind is EventKind.note
        text = _words().sentence(die, category) if kind in SPOKEN else None
        is_worker = kind in {EventKind.opened, EventKind.urged}
        leads = is_note and die.random() < 0.05
        yield {
            "id": ticket * EVENTS + place,
            "ticket_id": ticket,
            "kind": kind,
            "author": AuthorKind.member if is_worker else AuthorKind.officer,
            "officer_id": None if is_worker else officer,
            "text": text and seal(text, "ticket_event.text"),
            "from_status": TicketStatus.open if kind is EventKind.moved else None,
            "to_status": status if kind is EventKind.moved else None,
            "audience": (
                Audience.leaders
                if leads
                else Audience.officers
                if is_note
                else Audience.worker
            ),
            "created_at": at,
        }


def _talk(made: Chunk, key: int, opened: datetime, die: Random, category: str) -> None:
    source = f"o{key:027d}"
    made.add(
        "identities",
        {
            "id": key,
            "channel": "wechat",
            "source_id": seal(source, "identity.source_id"),
            "source_lookup": _sealer().digest(source, purpose="source_id"),
            "created_at": opened,
        },
    )
    made.add(
        "conversations",
        {
            "id": key,
            "key": f"k{key:021d}",
            "thread": f"{key:032x}",
            "thread_messages": 2,
            "identity_id": key,
            "channel": "wechat",
            "floor": "bot",
            "level": 0,
            "last_message_at": opened,
            "created_at": opened,
        },
    )
    for place in range(2):
        said = _words().sentence(die, category)
        made.add(
            "messages",
            {
                "id": key * 2 + place,
                "conversation_id": key,
                "message_id": f"m{place}",
                "text": seal(said, "message.text"),
                "degraded": False,
                "received_at": opened,
            },
        )
