"""How moments, lengths and numbers are written on the console."""

from datetime import date, datetime

from api.console.words import words
from helpdesk import clock
from helpdesk.numbers import in_groups

__all__ = ["day", "in_groups", "length", "moment", "offset"]


def moment(at: datetime) -> str:
    """Write a moment as Shenzhen's clock has it; the year only if it is another.

    >>> moment(datetime(2019, 7, 15, 6, 3, tzinfo=clock.SHENZHEN))
    '2019年7月15日 06:03'
    """
    here = at.astimezone(clock.SHENZHEN)
    return f"{day(here.date())} {here:%H:%M}"


def day(on: date) -> str:
    """Write a day; the year only if it is another one."""
    shape = "day" if on.year == clock.today().year else "day_of_year"
    return _say(shape, year=on.year, month=on.month, day=on.day)


def length(milliseconds: int) -> str:
    """Write how long something took.

    >>> length(42_400), length(185_000), length(3_720_000)
    ('42秒', '3分05秒', '1小时02分')
    """
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    shape = "hours" if hours else "minutes" if minutes else "seconds"
    return _say(shape, hours=hours, minutes=minutes, seconds=seconds)


def offset(milliseconds: int) -> str:
    """Write when in a call something was said.

    >>> offset(65_300), offset(3_720_000)
    ('1:05', '1:02:00')
    """
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _say(shape: str, **numbers: int) -> str:
    return words().say[shape].format(**numbers)
