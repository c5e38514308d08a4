"""Days, years, hours and clauses of statutes: 二零二五年三月十五日, 第十七条."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from language.speak.cardinals import cardinal
from language.speak.digits import as_year
from language.speak.readings import Reading
from language.speak.words import word, words

DASH = " ?(?:[-~至到]+) ?"
YEAR = r"(?<!\d)((?:19|20)\d{2})"


def _day(found: re.Match[str]) -> str:
    """Read 2025-03-15 and its like, when there is such a day."""
    year, _, month, day = found.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return found[0]
    unit = words()["date"]
    said = f"{as_year(year)}{unit['year']}{cardinal(month)}{unit['month']}"
    return f"{said}{cardinal(day)}{unit['day']}"


def _month(found: re.Match[str]) -> str:
    unit = words()["date"]
    return f"{as_year(found[1])}{unit['year']}{cardinal(found[2])}{unit['month']}"


def _month_day(found: re.Match[str]) -> str:
    month, day, unit = found.groups()
    date = words()["date"]
    return f"{cardinal(month)}{date['month']}{cardinal(day)}{unit or date['day']}"


def _years(found: re.Match[str]) -> str:
    return f"{as_year(found[1])}{word('to')}{as_year(found[2])}"


def _year(found: re.Match[str]) -> str:
    return as_year(found[1])


def _time(found: re.Match[str]) -> str:
    hour, minute, second = found.groups()
    unit = words()["time"]
    said = f"{cardinal(hour, counted=True)}{unit['hour']}"
    if second or minute != "00":
        said += f"{_two_digits(minute)}{unit['minute']}"
    return f"{said}{_two_digits(second)}{unit['second']}" if second else said


def _two_digits(number: str) -> str:
    """Read minutes and seconds: 零五, 三十."""
    skipped = len(number) == 2 and number[0] == "0" != number[1]
    return as_year(number) if skipped else cardinal(number)


def _statute(found: re.Match[str]) -> str:
    return re.sub(r"\d+", lambda number: cardinal(number[0]), _to(found[0]))


def _to(text: str) -> str:
    return re.sub(DASH, word("to"), text)


_CLOCK = r"([01]?\d|2[0-4])"
_PATTERNS = (
    (r"第 ?\d+(?:(?:、|,|，|和|或|至|到|-|~)\d+)*(?!\d)", _statute),
    (rf"{YEAR}([-/.])(\d{{1,2}})\2(\d{{1,2}})(?![\d.])", _day),
    (rf"{YEAR}[-/](0[1-9]|1[0-2])(?![-/\d年])", _month),
    (rf"{YEAR}年?{DASH}((?:19|20)\d{{2}})(?![\d元块万人份])", _years),
    (rf"{YEAR}(?=年)", _year),
    (r"(?<!\d)(\d{2})(?=年\d{1,2}月)", _year),
    (r"(?<![\d.])(\d{1,2})月(\d{1,2})([日号])?(?![\d.\-~个])", _month_day),
    (rf"(?<![\d:.]){_CLOCK}:([0-5]\d)(?::([0-5]\d))?(?![\d:])", _time),
    (rf"(?<![\d.]){_CLOCK}点([0-5]\d)分(?:([0-5]?\d)秒)?", _time),
)


@cache
def readings() -> Sequence[Reading]:
    """Give the readings of days and hours, the more particular ones first."""
    return tuple((re.compile(pattern), say) for pattern, say in _PATTERNS)
