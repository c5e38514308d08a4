"""Numbers that are read out digit by digit, in groups that an ear can hold."""

from __future__ import annotations

from collections.abc import Sequence

from language.speak.words import word

TELEPHONE = str.maketrans("0123456789", "零幺二三四五六七八九")
YEAR = str.maketrans("0123456789", "零一二三四五六七八九")
GROUPS = {
    6: (3, 3),
    7: (3, 4),
    8: (4, 4),
    10: (3, 3, 4),
    11: (3, 4, 4),
    12: (6, 3, 3),
    18: (6, 8, 4),
}
"""How numbers of a length are said: mobiles, tickets, identity cards, landlines."""

LONGEST = 5
"""Digits of a number that are said in one breath."""


def by_digit(number: str) -> str:
    """Read a number digit by digit, whatever stands between the digits.

    >>> by_digit("0755-12351"), by_digit("001X")
    ('零七五五幺二三五幺', '零零幺叉')
    """
    kept = "".join(c for c in number if (c.isascii() and c.isdecimal()) or c in "xX")
    return kept.translate(TELEPHONE).replace("X", "x").replace("x", word("x"))


def as_year(number: str) -> str:
    """Read a year; there 1 is 一.

    >>> as_year("2018")
    '二零一八'
    """
    return number.translate(YEAR)


def grouped(number: str, sizes: Sequence[int] = ()) -> str:
    """Read a number digit by digit, group after group.

    >>> grouped("13800131234"), grouped("260715000428")
    ('幺三八 零零幺三 幺二三四', '二六零七幺五 零零零 四二八')
    """
    return " ".join(by_digit(part) for part in divided(number, sizes))


def divided(number: str, sizes: Sequence[int] = ()) -> list[str]:
    """Divide a number into the groups in which it is said."""
    digits = "".join(c for c in number if c.isalnum())
    if not sizes and len(digits) <= LONGEST:
        return [digits]
    sizes = sizes or GROUPS.get(len(digits), (4,) * (len(digits) // 4))
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return [part for part in (*parts, digits[start:]) if part]
