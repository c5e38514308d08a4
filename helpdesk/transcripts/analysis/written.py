"""Values as officers read them: P3M → 3个月, 2026-03 → 2026年3月, 32600 → 32600元."""

import re
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("summary.yml")
_DAY = re.compile(r"\d{4}(-\d{1,2}){1,2}")
_PARTS = re.compile(r"(T)|(\d+)([YMDH])")


def written(entity: str, value: str) -> str:
    """Write a value the way it is said; what could not be reckoned stays as it is.

    >>> written("duration", "P1Y6M"), written("date", "2026-03")
    ('1年6个月', '2026年3月')
    """
    if entity == "duration":
        return _duration(value)
    if entity == "date":
        return _day(value)
    if entity in ("money", "headcount") and value.replace(".", "").isdecimal():
        return str(rules(FILE)["written"][entity]).format(value)
    return value


def _duration(value: str) -> str:
    units, said, hours = rules(FILE)["written"]["duration"], "", ""
    for mark, number, unit in _PARTS.findall(value):
        hours = hours or mark
        said += f"{number}{units[hours + unit]}" if number else ""
    return said or value


def _day(value: str) -> str:
    if not _DAY.fullmatch(value):
        return value
    year, *rest = (str(int(part)) for part in value.split("-"))
    return f"{year}年" + "".join(f"{n}{u}" for n, u in zip(rest, "月日", strict=False))
