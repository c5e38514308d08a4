"""Numbers that count and measure: money, shares, ranges, units, and all the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from language.speak.cardinals import cardinal
from language.speak.digits import LONGEST, as_year, grouped
from language.speak.readings import Reading
from language.speak.words import word, words

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
BEFORE = r"(?<![\d.])"
AFTER = r"(?!\d)"
LARGE = "百千万亿"
ROUND = 8
"""Digits: up to here a number that ends in 00 is an amount, even without its unit."""

TO = r" ?(?:[-~]+|至|到) ?"


def _money(found: re.Match[str]) -> str:
    sign, number, large = found.groups()
    return f"{number}{large or ''}{words()['money'][sign]}"


def _per(found: re.Match[str]) -> str:
    return f"{word('per')}{found[2]}{found[1]}"


def _percent(found: re.Match[str]) -> str:
    low, high, sign = found.groups()
    of = word("of_thousand" if sign == "‰" else "of_hundred")
    return word("to").join(_share(of, number) for number in (low, high) if number)


def _share(of: str, number: str) -> str:
    whole = number == "100" and of == word("of_hundred")
    return word("all") if whole else f"{of}{cardinal(number)}"


def _unit(found: re.Match[str]) -> str:
    return f"{found[1]}{words()['units'][found[2].lower()]}"


def _range(found: re.Match[str]) -> str:
    """Read 3-5天 and 3天-5天: both ends count the same thing."""
    low, large, unit, high, after = found.groups()
    if _is_name(low, measured=True) or _is_name(high, measured=True):
        return f"{grouped(low)}{large or ''}{unit or ''}{word('to')}{grouped(high)}"
    counted = bool(large) or not _is_ordinal(unit or after)
    first = f"{cardinal(low, counted=counted)}{large or ''}"
    if unit and unit != after:
        return f"{first}{unit}{word('to')}{high}"
    return f"{first}{word('to')}{cardinal(high, counted=not _is_ordinal(after))}"


def _fraction(found: re.Match[str]) -> str:
    part, whole = int(found[1]), int(found[2])
    if not 0 < part < whole:
        return f"{cardinal(found[1])}{word('or')}{cardinal(found[2])}"
    return f"{cardinal(found[2])}{word('of')}{cardinal(found[1])}"


def _below(found: re.Match[str]) -> str:
    return f"{word('below_zero')}{cardinal(found[1])}"


def _minus(found: re.Match[str]) -> str:
    return f"{word('minus')}{found[1]}"


def _version(found: re.Match[str]) -> str:
    return word("point").join(cardinal(part) for part in found[0].split("."))


def _plain(found: re.Match[str]) -> str:
    """Read a quantity as one, and any other long number digit by digit."""
    number = found[0]
    after = found.string[found.end() :].lstrip(" ")[:1]
    measured = bool(after) and after in words()["measures"]
    if _is_name(number, measured=measured):
        return grouped(number)
    if not measured and re.fullmatch(r"(?:19|20)\d{2}", number):
        return as_year(number)
    return cardinal(number, counted=_counts(after))


def _is_name(number: str, *, measured: bool) -> bool:
    """Tell a number that names something from one that counts."""
    if not number.isdecimal():
        return False
    if len(number) > 1 and number[0] == "0":
        return True
    round_ = number.endswith("00") and len(number) <= ROUND
    return not measured and not round_ and len(number) >= LONGEST


def _counts(after: str) -> bool:
    """Tell whether what follows a number is something that is counted."""
    return after.isalpha() and not _is_ordinal(after)


def _is_ordinal(after: str) -> bool:
    return after != "" and after in words()["ordinal_measures"]


@cache
def readings() -> Sequence[Reading]:
    """Give the readings of such numbers, the more particular ones first."""
    signs = "".join(re.escape(sign) for sign in words()["money"])
    units = "|".join(sorted(map(re.escape, words()["units"]), key=len, reverse=True))
    patterns = (
        (rf"([{signs}]) ?({NUMBER})({'|'.join(LARGE)})?元?", _money),
        (
            rf"{BEFORE}({NUMBER} ?[{LARGE}]?(?:元|块|人|次|份))"
            r" ?/ ?(小时|人|月|天|日|年|次|周|平方米|个)",
            _per,
        ),
        (rf"{BEFORE}({NUMBER})%?(?:{TO}({NUMBER}))? ?([%‰])", _percent),
        (rf"{BEFORE}({NUMBER}) ?({units})(?![A-Za-z])", _unit),
        (rf"(?<![\d一-鿿])-({NUMBER}){AFTER}(?= ?度)", _below),
        (
            rf"{BEFORE}({NUMBER})([{LARGE}])?([元块天年岁度人米日号月])?"
            rf"{TO}({NUMBER}){AFTER} ?(?=(.?))",
            _range,
        ),
        (rf"{BEFORE}(\d{{1,3}})/(\d{{1,3}})(?![\d/])", _fraction),
        (rf"(?<![\d\w])-({NUMBER}){AFTER}", _minus),
        (rf"{BEFORE}\d+(?:\.\d+){{2,}}{AFTER}", _version),
        (NUMBER, _plain),
    )
    return tuple((re.compile(pattern, re.IGNORECASE), say) for pattern, say in patterns)
