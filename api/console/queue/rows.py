"""Lines of the queue in words: who, until when, how urgent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.console.calls.told import day
from api.console.names import names
from api.console.queue.words import words
from helpdesk import clock, workdays
from helpdesk.clock import day_of
from helpdesk.models import Priority, TicketStatus
from helpdesk.numbers import in_groups
from helpdesk.tickets.queue import Line
from helpdesk.tickets.waiting import Waiting

QUIET, NEAR, LATE = "quiet", "near", "late"


@dataclass(frozen=True, slots=True)
class Told:
    """Words, and how loud they are."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as the list shows it."""

    number: str
    groups: str
    subject: str
    category: str
    service_class: str
    source: str
    source_name: str
    union: str
    status: str
    priority: str
    priority_name: str
    due: Told
    who: Told
    looking: str
    is_supervised: bool
    escalation: int
    urged: int
    calling: str
    """For how long the worker waits to talk; empty: does not."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A worker who waits, as the strip shows it."""

    conversation_id: int
    number: str | None
    title: str
    channel: str
    since: str
    is_urgent: bool


def row_of(line: Line, *, me: int, looking: Sequence[str] = ()) -> Row:
    """Return a line in words."""
    book = names()
    is_loud = line.priority is not Priority.normal
    return Row(
        number=line.number,
        groups=in_groups(line.number),
        subject=line.subject,
        category=book.intent(line.category),
        service_class=book.service_classes[line.service_class],
        source=line.source,
        source_name=book.ticket_sources[line.source],
        union=short(line.union),
        status=book.statuses[line.status],
        priority=line.priority if is_loud else "",
        priority_name=book.priorities[line.priority] if is_loud else "",
        due=due_of(line),
        who=who_of(line, me=me),
        looking=_say("who", "looking", names="、".join(looking)) if looking else "",
        is_supervised=line.supervised_at is not None and line.settled_at is None,
        escalation=line.escalation,
        urged=line.urged,
        calling=since_of(line.calling_since) if line.calling_since else "",
    )


def rows_of(
    lines: Sequence[Line], *, me: int, looking: Mapping[int, Sequence[str]]
) -> list[Row]:
    """Return lines in words, with the names of colleagues who look at them."""
    return [row_of(line, me=me, looking=looking.get(line.id, ())) for line in lines]


def due_of(line: Line) -> Told:
    """Say how much time is left."""
    today = clock.today()
    if line.settled_at is not None:
        return Told(_say("due", "settled", day=day(day_of(line.settled_at))), QUIET)
    if line.status is TicketStatus.pending_member:
        asked = (today - day_of(line.waiting_since)).days if line.waiting_since else 0
        return Told(_say("due", "asking" if asked else "asking_today", n=asked), QUIET)
    return Told("") if line.due_on is None else _left(today, line.due_on)


def _left(today: date, due: date) -> Told:
    """Count what is left in working days, and what is late in days."""
    if due < today:
        return Told(_say("due", "late", n=(today - due).days), LATE)
    left = workdays.between(today, due)
    if due == today or left == 0:
        return Told(_say("due", "today"), NEAR)
    return Told(_say("due", "left", n=left), NEAR if left == 1 else "")


def who_of(line: Line, *, me: int) -> Told:
    """Say in whose hands it is."""
    is_claimed = line.claimed_until is not None and line.claimed_until > clock.now()
    if is_claimed and line.claimed_by_id == me:
        return Told(_say("who", "mine"), "mine")
    if is_claimed and line.claimer:
        return Told(_say("who", "claimed", name=line.claimer), "taken")
    if line.officer:
        return Told(_say("who", "assigned", name=line.officer))
    return Told("" if line.settled_at else _say("who", "nobody"), "free")


def caller_of(one: Waiting) -> Caller:
    """Return who waits in words."""
    return Caller(
        conversation_id=one.conversation_id,
        number=one.number,
        title=one.subject or one.reason or "",
        channel=words().channels[one.channel],
        since=since_of(one.since),
        is_urgent=one.is_urgent,
    )


def since_of(moment: datetime) -> str:
    """Say how long ago something began, in one unit."""
    minutes = int((clock.now() - moment).total_seconds() // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    units = (("days", days), ("hours", hours), ("minutes", minutes))
    unit, n = next((pair for pair in units if pair[1] > 0), ("now", 0))
    return _say("since", unit, n=n)


def short(union: str | None) -> str:
    """Shorten a union's name: everybody here knows what it is.

    >>> short("深圳市福田区总工会"), short("福田区沙头街道总工会"), short(None)
    ('福田区', '福田区沙头街道', '')
    """
    return (union or "").removeprefix("深圳市").removesuffix("总工会") or union or ""


def _say(kind: str, shape: str, **facts: object) -> str:
    said: Mapping[str, str] = getattr(words(), kind)
    return said[shape].format(**facts)
