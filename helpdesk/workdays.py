"""China's working days: weekends, public holidays, and the days that are exchanged."""

from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

ONE_DAY = timedelta(days=1)


def is_workday(day: date) -> bool:
    """Tell whether offices are open; of years not yet announced it is a guess.

    >>> is_workday(date(2026, 10, 7)), is_workday(date(2026, 10, 10))  # a Saturday
    (False, True)
    """
    return _china().is_working_day(day)


def on_or_after(day: date) -> date:
    """Return the day, or the first working day after the rest it falls into.

    >>> on_or_after(date(2026, 10, 1))
    datetime.date(2026, 10, 8)
    """
    while not is_workday(day):
        day += ONE_DAY
    return day


def after(day: date, n: int) -> date:
    """Return the n-th working day after a day, which itself is not counted.

    >>> after(date(2026, 9, 30), 3)
    datetime.date(2026, 10, 10)
    """
    for _ in range(n):
        day = on_or_after(day + ONE_DAY)
    return day


@lru_cache(4096)
def between(first: date, last: date) -> int:
    """Count the working days after one day until another.

    >>> between(date(2026, 9, 30), date(2026, 10, 9))
    2
    >>> between(date(2026, 10, 9), date(2026, 9, 30))
    0
    """
    days = (first + n * ONE_DAY for n in range(1, (last - first).days + 1))
    return sum(map(is_workday, days))


def before(day: date, n: int) -> date:
    """Return the n-th working day before a day; none before it is the day itself.

    >>> before(date(2026, 10, 9), 2)
    datetime.date(2026, 9, 30)
    """
    for _ in range(n):
        day -= ONE_DAY
        while not is_workday(day):
            day -= ONE_DAY
    return day


@cache
def _china() -> holidays.HolidayBase:
    """Return the holidays with the yearly exchanges of working days, as published."""
    return holidays.country_holidays("CN")
