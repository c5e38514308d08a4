"""Working time: the hours in which officers sit at their desks, counted and added."""

from datetime import date, datetime, time, timedelta

from helpdesk.clock import SHENZHEN, day_of
from helpdesk.conversations.hours import shifts_of

ONE_DAY = timedelta(days=1)
NONE = timedelta()


def between(begin: datetime, end: datetime) -> timedelta:
    """Return how much working time lies between two moments.

    >>> friday = datetime(2026, 7, 17, 17, 0, tzinfo=SHENZHEN)
    >>> between(friday, datetime(2026, 7, 20, 9, 30, tzinfo=SHENZHEN))
    datetime.timedelta(seconds=5400)
    """
    day, last = day_of(begin), day_of(end)
    total = NONE
    while day <= last:
        for opens, closes in shifts_of(day):
            total += max(NONE, min(closes, end) - max(opens, begin))
        day += ONE_DAY
    return total


def after(begin: datetime, span: timedelta) -> datetime:
    """Return the moment at which so much working time is over.

    >>> after(datetime(2026, 7, 17, 17, 0, tzinfo=SHENZHEN), timedelta(hours=4))
    datetime.datetime(2026, 7, 20, 12, 0, tzinfo=zoneinfo.ZoneInfo(key='Asia/Shanghai'))
    """
    day, left = day_of(begin), span
    while left:
        for opens, closes in shifts_of(day):
            at = max(opens, begin)
            usable = max(NONE, closes - at)
            if left <= usable:
                return at + left
            left -= usable
        day += ONE_DAY
    return begin


def closing(day: date) -> datetime:
    """Return when the desks close on a day; of a day of rest, its midnight.

    >>> closing(date(2026, 7, 17)).hour
    18
    """
    shifts = shifts_of(day)
    return shifts[-1][1] if shifts else datetime.combine(day, time.min, SHENZHEN)
