"""Stretches of time as ISO 8601: 三个月 → P3M, 一年半 → P1Y6M, 24小时 → PT24H."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from language.entities.candidates import Candidate
from language.numerals import NUMBER, UNITS, parse

ABOUT = "[多来余几]?"
QUANTITY = rf"(?P<number>半|大半|小半|(?![万千亿]){NUMBER}|(?=个[把多几]月))"
WEEKDAY = "[一二三四五六日天]"
HOUR = "小时(?!工(?![资钱]))|钟头|钟(?!点)"
UNIT = (
    f"年(?![级代轻龄度底初])|个?周(?![岁年边围六末]|{WEEKDAY})|"
    f"个?(?:星期|礼拜)(?!{WEEKDAY})|个?工作日|天|日|个?(?:{HOUR})|分钟|"
    "个?月(?=前|内|没)|(?<=俩)月"
)
REST = (
    rf"(?:(?<=年)[零又]?(?P<months>{NUMBER})个?月(?!份)"
    rf"|(?<=月)[零又]?(?P<days>{NUMBER})天"
    rf"|(?<=[时钟])[零又]?(?P<minutes>{NUMBER})分钟)"
)
DURATION = re.compile(
    rf"(?<![第每\d.]){QUANTITY}{ABOUT} ?"
    rf"(?:个(?P<and_half>半)?[多把几]?(?P<whole>月(?!份)|{HOUR}|星期|礼拜)"
    rf"|(?P<unit>{UNIT}))(?P<half>半)?(?:多(?![少长久]))?{REST}?"
)
PERIODS = {"年": "Y", "月": "M", "周": "W", "星期": "W", "礼拜": "W"}
PERIODS |= {"天": "D", "日": "D", "工作日": "D"}
PERIODS |= {"小时": "TH", "钟头": "TH", "钟": "TH", "分钟": "TM"}
HALVES = {"Y": ("M", 6), "M": ("D", 15), "D": ("TH", 12), "TH": ("TM", 30)}
DAYS_A_WEEK = 7
LONGEST_LIFE = 100
"""A larger number of 年 is a year of the calendar, not a duration."""

RESTS = {"months": "M", "days": "D", "minutes": "TM"}
ORDER = ("Y", "M", "D", "TH", "TM")
RATES = {
    *("一年", "一天", "一日", "半天", "一周", "一个月", "一个星期", "一个礼拜"),
    *("一小时", "一个小时", "一个钟"),
}
"""More often a rate (一天, per day) than a duration; the context decides."""


def find(text: str) -> Iterator[Candidate]:
    """Find stretches of time."""
    for match in DURATION.finditer(text):
        value = _value(match)
        if value:
            sure = match[0] not in RATES and match["unit"] != "日"
            yield Candidate("duration", match.start(), match.end(), value, sure)


def _value(match: re.Match[str]) -> str | None:
    """Add the parts up, or find that they are none."""
    unit = PERIODS[(match["whole"] or match["unit"]).removeprefix("个")]
    spelled = match["number"] or "一"
    if spelled.endswith("半"):
        number: Decimal | None = Decimal("0.5")
    else:
        number = parse(spelled)
    if number is None or (unit == "Y" and _is_calendar_year(spelled, number)):
        return None
    if match["and_half"] or match["half"]:
        number += Decimal("0.5")
    parts = dict.fromkeys(ORDER, 0)
    _add(parts, unit, number)
    for name, smaller in RESTS.items():
        if match[name] and (more := parse(match[name])):
            _add(parts, smaller, more)
    return _iso(parts)


def _is_calendar_year(spelled: str, number: Decimal) -> bool:
    """Tell 2018年 and 六八年 from a number of years; 七八年 is one."""
    named = len(spelled) == 2 and not spelled.isascii() and number > LONGEST_LIFE // 4
    return number > LONGEST_LIFE or (named and not set(spelled) & UNITS.keys())


def _add(parts: dict[str, int], unit: str, number: Decimal) -> None:
    """Add a number of one unit; a half becomes whole ones of the next."""
    if unit == "W":
        unit, number = "D", number * DAYS_A_WEEK
    whole = int(number)
    parts[unit] += whole
    if number != whole and unit in HALVES:
        smaller, half = HALVES[unit]
        parts[smaller] += round((number - whole) * 2 * half)


def _iso(parts: dict[str, int]) -> str | None:
    """Write the parts down in their order."""
    days = "".join(f"{parts[unit]}{unit}" for unit in ORDER[:3] if parts[unit])
    hours = "".join(f"{parts[unit]}{unit[1]}" for unit in ORDER[3:] if parts[unit])
    return f"P{days}{'T' + hours if hours else ''}" if days or hours else None
