"""Facts: what a ticket adds to the counts, and to which day.

They follow from the ticket alone, never from what time it is. What is late because
nothing happened stands on the day that was missed; who reads leaves out days to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from helpdesk import clock
from helpdesk.clock import day_of
from helpdesk.models import ServiceClass, TicketSource, TicketStatus
from helpdesk.reports.digits import rounded_up

DEEPEST = 3
"""Levels of the tree that are counted apart: city, district, street."""


class Measure(StrEnum):
    """What is counted; ``kpis.yml`` makes figures of it."""

    opened = "opened"
    source = "opened.source"
    hour = "opened.hour"
    category = "opened.category"
    merged = "merged"
    open = "open"
    overdue = "overdue"
    escalated = "escalated"
    supervised = "supervised"
    answer_kept = "answer.kept"
    answer_missed = "answer.missed"
    answer_minutes = "answer.minutes"
    settle_kept = "settle.kept"
    settle_missed = "settle.missed"
    settle_days = "settle.days"
    settled = "settled"
    withdrawn = "withdrawn"
    rated = "rated"
    followed = "followed"
    visit = "visit"
    visit_solved = "visit.solved"
    visit_channel = "visit.channel"
    message = "message"
    message_unanswered = "message.unanswered"


STANDING = frozenset({Measure.open, Measure.overdue})
"""What is true now, whenever it began."""

HAPPENING = frozenset(Measure) - STANDING
"""What happened on a day, and stays so."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What the counts need to know of a ticket."""

    created_at: datetime
    source: TicketSource
    category: str
    status: TicketStatus
    service_class: ServiceClass
    path: str | None = None
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    due_on: date | None = None
    settled_at: datetime | None = None
    waiting_since: datetime | None = None
    rating: int | None = None
    follow_up: str | None = None
    """The result of the last 回访."""
    escalation: int = 0
    supervised_at: datetime | None = None
    merged_into_id: int | None = None

    @property
    def place(self) -> str:
        """Return the street's path, or the nearest above that is known."""
        return above(self.path or "")

    @property
    def is_done(self) -> bool:
        """Tell whether it was settled by an officer, not taken back."""
        return self.status in {TicketStatus.resolved, TicketStatus.closed}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened on a day."""

    day: date
    measure: Measure
    key: str = ""


def facts(matter: Matter) -> Iterator[Fact]:
    """Yield what a ticket adds to the counts; one merged away is told only once."""
    opened = day_of(matter.created_at)
    if matter.merged_into_id is not None:
        yield Fact(opened, Measure.merged)
        return
    yield Fact(opened, Measure.opened)
    yield Fact(opened, Measure.source, matter.source)
    yield Fact(
        opened, Measure.hour, f"{matter.created_at.astimezone(clock.SHENZHEN):%H}"
    )
    yield Fact(opened, Measure.category, matter.category)
    if matter.escalation:
        yield Fact(opened, Measure.escalated)
    if matter.supervised_at is not None:
        yield Fact(day_of(matter.supervised_at), Measure.supervised)
    yield from _answering(matter)
    yield from _settling(matter)
    yield from _judging(matter)


def above(path: str) -> str:
    """Cut a path back to the street's.

    >>> above("/1/7/31/500/"), above("/1/7/"), above("")
    ('/1/7/31/', '/1/7/', '')
    """
    parts = path.strip("/").split("/")[:DEEPEST]
    return f"/{'/'.join(parts)}/" if path else ""


def places(place: str) -> tuple[str, ...]:
    """Return where a ticket of a place is counted: there, in the district, the city.

    >>> places("/1/7/31/"), places("/1/")
    (('', '/1/7/', '/1/7/31/'), ('', '/1/'))
    """
    parts = place.strip("/").split("/") if place else []
    levels = range(min(2, len(parts)), len(parts) + 1) if parts else ()
    return ("", *(f"/{'/'.join(parts[:n])}/" for n in levels))


def _answering(matter: Matter) -> Iterator[Fact]:
    """Yield how long the first answer took, and whether it came in time."""
    due, answered = matter.answer_due_at, matter.answered_at
    if answered is not None:
        waited = max(timedelta(), answered - matter.created_at)
        minutes = rounded_up(waited // timedelta(minutes=1))
        yield Fact(day_of(answered), Measure.answer_minutes, str(minutes))
    if due is None:
        return
    if answered is not None and answered <= due:
        yield Fact(day_of(answered), Measure.answer_kept)
    elif not _is_by(matter.settled_at, due) and not _is_by(matter.waiting_since, due):
        yield Fact(day_of(due), Measure.answer_missed)


def _settling(matter: Matter) -> Iterator[Fact]:
    """Yield when it was settled, or that it still is not; and whether in time."""
    settled = matter.settled_at and day_of(matter.settled_at)
    if settled is None:
        yield Fact(day_of(matter.created_at), Measure.open)
    elif matter.is_done:
        yield Fact(settled, Measure.settled)
        days = (settled - day_of(matter.created_at)).days
        yield Fact(settled, Measure.settle_days, str(max(days, 0)))
    else:
        yield Fact(settled, Measure.withdrawn)
    if matter.due_on is None:
        return
    stopped = matter.waiting_since and day_of(matter.waiting_since)
    until = stopped or settled  # nobody is late while the worker is waited for
    if until is not None and until <= matter.due_on:
        if settled is not None and matter.is_done:
            yield Fact(settled, Measure.settle_kept)
    else:
        yield Fact(matter.due_on, Measure.settle_missed)
        if settled is None:
            yield Fact(matter.due_on, Measure.overdue)


def _judging(matter: Matter) -> Iterator[Fact]:
    """Yield what the worker thought of it."""
    day = day_of(matter.settled_at or matter.created_at)
    if matter.rating is not None:
        yield Fact(day, Measure.rated, str(matter.rating))
    if matter.follow_up is not None:
        yield Fact(day, Measure.followed, matter.follow_up)


def _is_by(moment: datetime | None, due: datetime) -> bool:
    return moment is not None and moment <= due
