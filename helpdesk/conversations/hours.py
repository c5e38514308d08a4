"""When officers sit at their desks: hours of the operator, on China's working days."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from helpdesk import clock, workdays
from helpdesk.clock import SHENZHEN
from helpdesk.rules import rules

FILE = Path(__file__).with_name("hours.yml")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whether somebody is there at a moment, and since or until when it stays so."""

    is_open: bool
    changes_at: datetime
    """The end of this shift; of a closed desk, when the next one begins."""


_pinned: bool | None = None


def pin_desk(always: str | None) -> None:
    """Leave the desks always open or always closed, for trying and for tests."""
    global _pinned
    _pinned = None if always is None else always == "open"


def desk(now: datetime | None = None) -> Desk:
    """Tell whether officers are at their desks."""
    by_clock = _by_clock((now or clock.now()).astimezone(SHENZHEN))
    return by_clock if _pinned is None else replace(by_clock, is_open=_pinned)


def _by_clock(local: datetime) -> Desk:
    for begin, end in _shifts_from(local.date()):
        if begin <= local < end:
            return Desk(is_open=True, changes_at=end)
        if local < begin:
            return Desk(is_open=False, changes_at=begin)
    raise RuntimeError("a working day without a shift")


def patience() -> timedelta:
    """Return after how long an officer who says nothing counts as gone."""
    return timedelta(minutes=rules(FILE)["officer_gone_after_minutes"])


def queue_patience() -> timedelta:
    """Return after how long a worker who says nothing waits no more."""
    return timedelta(hours=rules(FILE)["queue_over_after_hours"])


def shifts_of(day: date) -> list[tuple[datetime, datetime]]:
    """Return when the desks are open on a day; none where it is no working day."""
    if not workdays.is_workday(day):
        return []
    desk_hours = rules(FILE)["desk"]
    return [(_at(day, one["from"]), _at(day, one["to"])) for one in desk_hours]


def _shifts_from(day: date) -> list[tuple[datetime, datetime]]:
    """Return the shifts of a day, if it is a working day, and of the next one."""
    first = workdays.on_or_after(day)
    return [*shifts_of(first), *shifts_of(workdays.on_or_after(first + ONE_DAY))]


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=SHENZHEN)
