"""Periods: the days a report is about, and those it is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from helpdesk import clock
from helpdesk.errors import InvalidInput

ONE_DAY = timedelta(days=1)
DAYS_OF_A_WEEK = 7
LONGEST = 366
EARLIEST = date(2000, 1, 1)


class Span(StrEnum):
    """The periods that are offered."""

    today = "today"
    this_week = "this_week"
    last_week = "last_week"
    this_month = "this_month"
    last_month = "last_month"
    month = "days_30"
    year = "this_year"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """Return what it is compared with."""
        return self.earlier(1)

    def earlier(self, n: int) -> "Period":
        """Return as many days, some times before; of less than a week, same weekdays.

        >>> Period(date(2026, 11, 16), date(2026, 11, 22)).earlier(1).first.isoformat()
        '2026-11-09'
        >>> Period(date(2026, 11, 18), date(2026, 11, 18)).earlier(2).first.isoformat()
        '2026-11-04'
        """
        return self.back(n * max(self.days, DAYS_OF_A_WEEK))

    def back(self, days: int) -> "Period":
        """Return the period some days earlier."""
        return Period(
            self.first - timedelta(days=days), self.last - timedelta(days=days)
        )

    @property
    def whole_months(self) -> "Period":
        """Return the whole months of a period that is longer than two.

        >>> Period(date(2026, 1, 15), date(2026, 4, 30)).whole_months.first.isoformat()
        '2026-02-01'
        """
        first, last = self.first, self.last + ONE_DAY
        if first.day > 1:
            first = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        return Period(first, last.replace(day=1) - ONE_DAY)

    @property
    def short_of_first(self) -> "Period":
        """Leave out the first day."""
        return Period(self.first + ONE_DAY, self.last)

    @property
    def short_of_last(self) -> "Period":
        """Leave out the last day."""
        return Period(self.first, self.last - ONE_DAY)

    def until(self, last: date) -> "Period":
        """Leave out what comes after a day."""
        return Period(self.first, min(self.last, last))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def week(self) -> str:
        """Return the name of the week of its first day.

        >>> Period(date(2026, 11, 16), date(2026, 11, 22)).week
        '2026-W47'
        """
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}"


def span(name: Span, *, today: date | None = None) -> Period:
    """Return a period that is offered; what is under way goes until today.

    >>> monday = date(2026, 11, 23)
    >>> span(Span.last_week, today=monday) == week_of("2026-W47")
    True
    """
    day = today or clock.today()
    monday = day - timedelta(days=day.weekday())
    month = day.replace(day=1)
    last_month = month - ONE_DAY
    return {
        Span.today: Period(day, day),
        Span.this_week: Period(monday, day),
        Span.last_week: Period(monday, monday + 6 * ONE_DAY).back(7),
        Span.this_month: Period(month, day),
        Span.last_month: Period(last_month.replace(day=1), last_month),
        Span.month: Period(day - timedelta(days=29), day),
        Span.year: Period(day.replace(month=1, day=1), day),
    }[name]


def between(first: str, last: str, *, today: date | None = None) -> Period:
    """Read a period of somebody's own.

    Raises:
        InvalidInput: It is none, too long, or in days to come.
    """
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise InvalidInput("not two days") from None
    is_past = period.first >= EARLIEST and period.last <= (today or clock.today())
    if not is_past or not 0 < period.days <= LONGEST:
        raise InvalidInput("no such period")
    return period


def week_of(name: str) -> Period:
    """Return the week that is called so.

    Raises:
        InvalidInput: There is no such week.
    """
    try:
        monday = (
            date.fromisoformat(f"{name}-1") if len(name) == len("2026-W47") else None
        )
    except ValueError:
        monday = None
    if monday is None or monday < EARLIEST or "W" not in name:
        raise InvalidInput("no such week")
    return Period(monday, monday + 6 * ONE_DAY)


def week_with(day: date) -> Period:
    """Return the week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + 6 * ONE_DAY)
