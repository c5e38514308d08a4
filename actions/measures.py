"""Lengths of time and days: read into slots as workers read them, and back again."""

import re
from datetime import date, timedelta
from decimal import Decimal

from actions import readers, words
from actions.readers import NOTHING, Reader, Values
from actions.turn import Entity, Turn

YEAR = re.compile(r"(20\d\d)年?")
WRITTEN_DAY = re.compile(r"(\d{4})\D(\d{1,2})(?:\D(\d{1,2}))?\D?")
WRITTEN_LENGTH = re.compile(r"(?:(\d+)年)?(?:([\d.]+)个月)?")
SOME_MONTH = 7  # of a bare year, the middle
MONTHLY = "P1M"
SWALLOWED = re.compile(r"P\d+Y1M")
IN_DAYS = re.compile(r"P(\d+)D")
IN_HOURS = re.compile(r"PT(\d+)H")
A_YEAR = 12
A_MONTH = 30
A_SHIFT = 8  # hours of a day of work


def length(slot: str) -> Reader:
    """Read how long something lasts; a day that is replied is when it began."""

    def spot(turn: Turn) -> Values:
        months = _months_named(turn)
        return {slot: length_written(months)} if months else NOTHING

    def take(turn: Turn) -> Values:
        begun = _begun(turn)
        if begun is not None:
            return {slot: length_written(_months_since(begun, turn.today))}
        months = readers.months(slot).take(turn).get(slot)
        return {slot: length_written(Decimal(str(months)))} if months else NOTHING

    return Reader(spot, take)


def day(slot: str) -> Reader:
    """Read a day or a month."""

    def spot(turn: Turn) -> Values:
        found = turn.named("date")
        return {slot: day_written(found.value)} if found else NOTHING

    return Reader(spot, readers.nothing)


def iso_day(slot: str) -> Reader:
    """Read a day or a month that is nowhere shown."""

    def spot(turn: Turn) -> Values:
        found = turn.named("date")
        return {slot: found.value} if found else NOTHING

    return Reader(spot, readers.nothing)


def days(slot: str) -> Reader:
    """Read a number of days."""

    def spot(turn: Turn) -> Values:
        found = turn.named("duration")
        counted = IN_DAYS.fullmatch(found.value) if found else None
        return {slot: counted[1]} if counted else NOTHING

    def take(turn: Turn) -> Values:
        found = words.quantity(turn.text.replace(words.words()["day"], ""))
        return {slot: str(int(found))} if found else NOTHING

    return Reader(spot, take)


def hours(turn: Turn) -> Decimal | None:
    """Return how many hours of work a message names; a day has eight."""
    found = turn.named("duration")
    if found is None:
        return None
    counted, whole = IN_HOURS.fullmatch(found.value), IN_DAYS.fullmatch(found.value)
    if counted:
        return Decimal(counted[1])
    return Decimal(whole[1]) * A_SHIFT if whole else None


def length_written(months: Decimal) -> str:
    """Write months as people say them.

    >>> length_written(Decimal(60)), length_written(Decimal("8.5"))
    ('5年', '8.5个月')
    """
    years, rest = divmod(months, A_YEAR)
    shown = words.words()["shown"]
    parts = (shown["years"].format(years=years) if years else "", _rest(rest, shown))
    return "".join(parts) or _rest(Decimal(0), shown, always=True)


def _rest(months: Decimal, shown: dict[str, str], *, always: bool = False) -> str:
    if not (months or always):
        return ""
    return shown["months"].format(months=f"{months.normalize():f}")


def months_in(written: str) -> Decimal | None:
    """Read a length that was written here.

    >>> months_in("5年3个月"), months_in("没有填")
    (Decimal('63'), None)
    """
    found = WRITTEN_LENGTH.fullmatch(written)
    if not found or not written:
        return None
    return Decimal(found[1] or 0) * A_YEAR + Decimal(found[2] or 0)


def day_written(iso: str) -> str:
    """Write a day or a month of an entity as people say it.

    >>> day_written("2026-10-05"), day_written("2026-03")
    ('2026年10月5日', '2026年3月')
    """
    shown = words.words()["shown"]
    year, month, *rest = (int(part) for part in iso.split("-"))
    if not rest:
        return str(shown["month"]).format(year=year, month=month)
    return str(shown["deadline"]).format(year=year, month=month, day=rest[0])


def day_in(written: str) -> date | None:
    """Read a day, of a month its first: the safer end of a time that runs out.

    >>> day_in("2026年10月5日"), day_in("2026-03"), day_in("没有填")
    (datetime.date(2026, 10, 5), datetime.date(2026, 3, 1), None)
    """
    found = WRITTEN_DAY.fullmatch(written)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def first_day(months: Decimal, last: date) -> date:
    """Return the day on which so many months began that end with a day.

    >>> first_day(Decimal("2.5"), date(2026, 7, 14))
    datetime.date(2026, 4, 30)
    """
    whole, part = divmod(months, 1)
    end = last + timedelta(days=1) - timedelta(days=int(part * A_MONTH))
    ahead = end.year * A_YEAR + end.month - 1 - int(whole)
    year, month = divmod(ahead, A_YEAR)
    for of_month in range(end.day, 0, -1):
        try:
            return date(year, month + 1, of_month)
        except ValueError:
            continue
    return end


def _months_named(turn: Turn) -> Decimal | None:
    """Return the length in a message; in “两年一个月六千” the month is the wage's."""
    named = [entity for entity in turn.entities if entity.name == "duration"]
    others = [entity for entity in named if entity.value != MONTHLY]
    found = others if len(named) > 1 else named
    months = readers.in_months(found[0].value) if len(found) == 1 else None
    if months is None:
        return None
    return Decimal(months) - _months_swallowed(turn, found[0])


def _months_swallowed(turn: Turn, length: Entity) -> int:
    money = turn.named("money")
    joined = money is not None and f"{length.text}{money.text}" in turn.text
    return 1 if joined and SWALLOWED.fullmatch(length.value) else 0


def _begun(turn: Turn) -> date | None:
    found = turn.named("date")
    if found:
        return day_in(found.value)
    year = YEAR.search(turn.text)
    return date(int(year[1]), SOME_MONTH, 1) if year else None


def _months_since(begun: date, today: date) -> Decimal:
    past = (today.year - begun.year) * A_YEAR + today.month - begun.month
    return Decimal(max(past - (today.day < begun.day), 0))
