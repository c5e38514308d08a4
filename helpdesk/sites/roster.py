"""When a weekly duty next falls, and whether a posting holds on a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from helpdesk.models import Duty, Posting

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Turn:
    """A weekly duty on one day."""

    day: date
    duty: Duty


def next_day(duty: Duty, *, on: date) -> date | None:
    """Return the first day of a duty from a day on, or None when it has ended.

    Holidays are not looked at: a weekly roster does not say what happens on them.
    """
    first = max(on, duty.valid_from or on)
    days = (duty.weekday - first.weekday()) % DAYS_A_WEEK
    last = duty.valid_to or date.max
    return first + timedelta(days) if (last - first).days >= days else None


def turns(duties: Iterable[Duty], *, on: date) -> Iterator[Turn]:
    """Yield each duty with its next day, those that have ended left out."""
    for duty in duties:
        day = next_day(duty, on=on)
        if day is not None:
            yield Turn(day, duty)


def is_current(sent: Duty | Posting, *, on: date) -> bool:
    """Tell whether a day lies within a roster or posting, open at either end or not."""
    return (sent.valid_from or on) <= on <= (sent.valid_to or on)
