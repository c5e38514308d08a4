"""Days and months, resolved against the day of the message."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from language.entities.candidates import Candidate
from language.numerals import digits, parse

COUNT = "(?:[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3})"
YEAR = (
    r"(?:20[0-9]{2}|[12][0-9](?=年)|二[零〇][零〇一二三四五六七八九]{2}|[去今明前]年)"
)
MONTHS = "(?P<shift>上上|上|这|本|当|下下|下)个?月份?"
EDGE = "(?:[初底末中](?!心|学|国|专|央|间|途|午)|[上中下]旬)"

CALENDAR = re.compile(
    rf"(?<![0-9第.])(?:(?P<year>{YEAR})年?(?:的)?)?(?P<month>{COUNT})月"
    rf"(?!内|薪|租|卡|供|饼|子|嫂|经)(?:份|(?P<day>{COUNT})(?:[号日](?!线|楼)|(?![0-9多个块元千万天年点人月]))|(?:{EDGE}))?"
)
RELATIVE_MONTH = re.compile(
    rf"(?<!每){MONTHS}(?!薪|租|亮|饼)(?:的?(?P<day>{COUNT})[号日]|{EDGE})?"
)
RELATIVE_DAY = re.compile(
    "(?<![以之提从目眼])(?P<day>大前|大后|前|昨|今|明|后)(?:[天日儿]|(?:[晚早夜](?!会|点|报)上?))(?!性)"
)
WEEKDAY = re.compile(
    "(?<![每逢一到至])(?P<shift>上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)"
    "(?P<day>[一二三四五六日天1-6])(?![到至年岁个])"
)
DAY = re.compile(
    rf"(?<![0-9月第a-z一二三四五六七八九十百每])(?P<day>{COUNT})[号日]"
    r"(?!线|楼|栋|厂|门|仓|出口|车间|院|馆|窗|厅|桌|室|机|地|工|店|铺|码|令|文|公|人|员)"
)
NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<year>20\d{2})(?P<mark>[.\-/])(?P<month>\d{1,2})"
    r"(?:(?P=mark)(?P<day>\d{1,2}))?(?![\d.\-/])|(?<!\d)(?P<packed>20\d{6})(?!\d)"
)
SLASHED = re.compile(r"(?<![\d./\-])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])")

MONTH_SHIFTS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
DAY_SHIFTS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
YEAR_SHIFTS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
WEEKDAYS = {day: place for place, day in enumerate("一二三四五六日")} | {"天": 6}
WEEKDAYS |= {str(day): day - 1 for day in range(1, 7)}


def find(text: str, today: date) -> Iterator[Candidate]:
    """Find days and months; of two readings of one place the longer comes first."""
    for pattern, resolve in READINGS:
        for match in pattern.finditer(text):
            if value := resolve(match, today):
                sure = pattern not in GUESSES and not ALONE.fullmatch(match[0])
                yield Candidate("date", match.start(), match.end(), value, sure)


def _calendar(match: re.Match[str], today: date) -> str | None:
    """Read 7月15号 and 去年三月 in the year that is meant."""
    return _day(_year(match["year"], today), match["month"], match["day"])


def _relative_month(match: re.Match[str], today: date) -> str | None:
    """Read 上个月 and 下个月六号."""
    month = today.year * 12 + today.month - 1 + MONTH_SHIFTS[match["shift"]]
    return _day(month // 12, str(month % 12 + 1), match["day"])


def _relative_day(match: re.Match[str], today: date) -> str | None:
    """Read 昨天 and 今晚."""
    return _shifted(today, DAY_SHIFTS[match["day"]])


def _weekday(match: re.Match[str], today: date) -> str | None:
    """Read 上周五; a bare 周五 is the one of this week."""
    weeks = MONTH_SHIFTS[match["shift"] or "这"]
    return _shifted(today, weeks * 7 + WEEKDAYS[match["day"]] - today.weekday())


def _day_of_month(match: re.Match[str], today: date) -> str | None:
    """Read 15号 in the month of the message."""
    return _day(today.year, str(today.month), match["day"])


def _numeric(match: re.Match[str], today: date) -> str | None:
    """Read 2025-11-03, 2025/11 and 20251103."""
    if packed := match["packed"]:
        return _day(int(packed[:4]), packed[4:6], packed[6:])
    return _day(int(match["year"]), match["month"], match["day"])


def _slashed(match: re.Match[str], today: date) -> str | None:
    """Read 8/21 in the year of the message."""
    return _day(today.year, match["month"], match["day"])


def _year(spelled: str | None, today: date) -> int:
    """Read a year; none is the year of the message."""
    if spelled is None or spelled in YEAR_SHIFTS:
        return today.year + YEAR_SHIFTS.get(spelled or "今年", 0)
    year = int(digits(spelled))
    return year if year > 100 else 2000 + year


def _shifted(today: date, days: int) -> str | None:
    """Move by days, unless that leaves the calendar."""
    try:
        return (today + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _day(year: int, month: str, day: str | None) -> str | None:
    """Write a day or a month in ISO form, if the calendar has it."""
    number = int(parse(month) or 0)
    if not (1 <= number <= 12 and 1 <= year <= 9999):
        return None
    if day is None:
        return f"{year:04}-{number:02}"
    of_month = int(parse(day) or 0)
    if not 1 <= of_month <= monthrange(year, number)[1]:
        return None
    return f"{year:04}-{number:02}-{of_month:02}"


GUESSES = (DAY, SLASHED)
ALONE = re.compile("(?:周|星期|礼拜).")
"""A weekday by itself is as often a habit as a day; the context decides."""

READINGS = (
    (CALENDAR, _calendar),
    (RELATIVE_MONTH, _relative_month),
    (NUMERIC, _numeric),
    (WEEKDAY, _weekday),
    (RELATIVE_DAY, _relative_day),
    (DAY, _day_of_month),
    (SLASHED, _slashed),
)
