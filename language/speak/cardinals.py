"""Numbers that are quantities: 两千零五, 一点五."""

from __future__ import annotations

from language.speak.digits import as_year
from language.speak.words import word

SMALL = ((1000, "千"), (100, "百"), (10, "十"))
LARGE = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
PAIRED = ("二百", "二千", "二万", "二亿")
LONGEST = 16
"""Digits: what is longer is no quantity that anybody grasps by ear."""


def cardinal(number: str, *, counted: bool = False) -> str:
    """Read a number; one that counts something says 两 where people do.

    >>> cardinal("10500"), cardinal("2", counted=True), cardinal("2.50")
    ('一万零五百', '两', '二点五')
    """
    whole, _, fraction = number.replace(",", "").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    read = as_year(whole) if len(whole) > LONGEST else _read(int(whole))
    if fraction:
        return f"{read}{word('point')}{as_year(fraction)}"
    if whole == "2":
        return "两" if counted else "二"
    return f"两{read[1:]}" if read.startswith(PAIRED) else read


def _read(number: int) -> str:
    """Read a whole number; what would be 一十二 is 十二."""
    if number == 0:
        return "零"
    read = _parts(number)
    return read[1:] if read.startswith("一十") else read


def _parts(number: int) -> str:
    """Read a number of at least one, unit by unit; a skipped place is 零."""
    for unit, name in (*LARGE, *SMALL):
        if number >= unit:
            head, rest = divmod(number, unit)
            first = (_read(head) if unit > SMALL[0][0] else as_year(str(head))) + name
            gap = "零" if 0 < rest < unit // 10 else ""
            return first + gap + (_parts(rest) if rest else "")
    return as_year(str(number))
