"""Days as the law counts them: corresponding days, whole months, days of rest."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from helpdesk import workdays
from helpdesk.calculators.statutes import Citation, cite_in_force

MONTHS = 12
ONE_DAY = timedelta(days=1)
# The general rule of counting moved from one statute to the next.
COUNTING = {
    "civil_principles": ("154",),
    "civil_general": ("201", "202"),
    "civil_code": ("201", "202"),
}
ROLLING = {"civil_general": ("203",), "civil_code": ("203",)}  # before: in 154 as well


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole months and the rest of one more month, in days of its length."""

    months: int
    days: int = 0
    of: int = 30

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing in it."""
        return not (self.months or self.days)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count; None is: it still lasts."""

    first: date
    until: date | None = None


def after(day: date, *, years: int = 0, months: int = 0) -> date:
    """Return the corresponding day later, or that month's last where there is none.

    >>> after(date(2024, 2, 29), years=1), after(date(2026, 8, 31), months=6)
    (datetime.date(2025, 2, 28), datetime.date(2027, 2, 28))
    """
    ahead = day.year * MONTHS + day.month - 1 + years * MONTHS + months
    year, month = ahead // MONTHS, ahead % MONTHS + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_months(first: date, last: date) -> int:
    """Return how many months are complete from a first to a last day, both counted.

    >>> whole_months(date(2026, 1, 1), date(2026, 3, 31))
    3
    """
    end = last + ONE_DAY
    months = (end.year - first.year) * MONTHS + end.month - first.month
    return months - 1 if after(first, months=months) > end else months


def stretch(first: date, last: date) -> Stretch:
    """Measure from a first to a last day, both counted; empty if they are reversed.

    >>> stretch(date(2026, 1, 1), date(2026, 3, 10))
    Stretch(months=2, days=10, of=31)
    """
    if last < first:
        return Stretch(0)
    months = whole_months(first, last)
    begun = after(first, months=months)
    length = (after(first, months=months + 1) - begun).days
    return Stretch(months, (last + ONE_DAY - begun).days, length)


def postponed(
    begin: date, deadline: date, pauses: Iterable[Pause], today: date
) -> date:
    """Push a deadline back by the pauses that fall into its time, each day once."""
    counted = begin
    for pause in sorted(pauses, key=lambda pause: pause.first):
        first, until = max(pause.first, counted), pause.until or today
        if first > deadline:
            break
        if until > first:
            deadline, counted = deadline + (until - first), until
    return deadline


def rolled(deadline: date) -> date:
    """Return the deadline, or the first working day after the rest it falls into."""
    return workdays.on_or_after(deadline)


def counting(deadline: date) -> tuple[Citation, ...]:
    """Cite the rule of counting that was in force when a time ran out."""
    return cite_in_force(deadline, COUNTING)


def rolling(deadline: date) -> tuple[Citation, ...]:
    """Cite the rule that moves a last day of rest to the next working day."""
    return cite_in_force(deadline, ROLLING)
