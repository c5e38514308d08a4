"""The months of a time that lie in summer, whole or in part."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SummerMonth:
    """The days of one month, from the first to the last that count."""

    first: date
    last: date

    @property
    def whole(self) -> bool:
        """Tell whether it is all of the month."""
        length = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first.day == 1 and self.last.day == length

    @property
    def days(self) -> int:
        """Count the paid days: Monday to Friday; statutory holidays are paid too."""
        span = range((self.last - self.first).days + 1)
        days = (self.first + timedelta(days=n) for n in span)
        return sum(day.weekday() < SATURDAY for day in days)


def summer_months(
    first: date, last: date, months: tuple[int, ...]
) -> tuple[SummerMonth, ...]:
    """Cut a time into its summer months.

    >>> [m.days for m in summer_months(date(2026, 5, 20), date(2026, 7, 3), (6, 7))]
    [22, 3]
    """
    whole = (
        (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        for year in range(first.year, last.year + 1)
        for month in months
    )
    return tuple(
        SummerMonth(max(begin, first), min(end, last))
        for begin, end in whole
        if begin <= last and end >= first
    )
