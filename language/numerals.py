"""Numbers as workers write and say them, such as 4万6, 一万二, 八十多 and 幺三八."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

SPOKEN = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇幺洞拐两俩仨", "0107223", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)),
}
"""The digit that a character stands for."""

UNITS = {
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000,
    "万": 10_000, "w": 10_000, "亿": 100_000_000,
}  # fmt: skip
MYRIAD = 10_000
TENS = {"廿": "二十", "卅": "三十"}

NUMBER = (
    "(?:"
    f"[0-9{''.join(SPOKEN)}十百千万亿廿卅拾佰仟几]"
    r"|(?<=[0-9])(?<![0-9]{4}),(?=[0-9]{3}(?![0-9]))"
    r"|(?<=[0-9])\.(?=[0-9])"
    r"|(?<=[零一二三四五六七八九十])点(?=[零一二三四五六七八九])"
    r"|(?<=[0-9])[kw](?![a-z])"
    "|(?<=[十百千万])[多来](?=[十百千万])"
    ")+"
)
"""A number of any spelling, for use inside other patterns; it never backtracks far."""

SPOKEN_DIGIT = "[0-9零〇一二三四五六七八九幺洞拐]"
"""One digit of a number that is read out digit by digit."""

TOKEN = re.compile(rf"\d+(?:\.\d+)?|[{''.join(SPOKEN)}]+|[{''.join(UNITS)}]|点")


def digits(text: str) -> str:
    """Write down what was read out digit by digit.

    >>> digits("幺三八 零零一三"), digits("4403-0019x")
    ('1380013', '44030019X')
    """
    spelled = (SPOKEN.get(character, character) for character in text)
    return "".join(c for c in spelled if c.isascii() and c.isalnum()).upper()


def parse(text: str) -> Decimal | None:
    """Give the number that a text stands for; an approximation gives its number.

    >>> [str(parse(n)) for n in ("4万6", "两千八", "三百来", "八十多", "两三千")]
    ['46000', '2800', '300', '80', '2000']
    """
    for short, long in TENS.items():
        text = text.replace(short, long)
    text = re.sub("几十$", "", text.replace(",", "")) if text[:1] != "几" else ""
    tokens: list[str] = TOKEN.findall(re.sub("[多来余几]", "", text))
    try:
        return _evaluate(tokens) if tokens else None
    except InvalidOperation:
        return None


def plain(number: Decimal) -> str:
    """Write a number as a plain decimal without needless zeros.

    >>> plain(Decimal("27000.0")), plain(Decimal("2.50"))
    ('27000', '2.5')
    """
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _evaluate(tokens: list[str]) -> Decimal:
    """Add up digits and units from left to right."""
    if "点" in tokens:
        return _with_fraction(tokens)
    total = section = Decimal(0)
    pending: Decimal | None = None
    unit, skipped = 0, False
    for token in tokens:
        if token not in UNITS:
            pending, skipped = _figure(token), token[0] in "零〇" and bool(unit)
            continue
        unit = UNITS[token]
        if unit < MYRIAD:
            section += (Decimal(1) if pending is None else pending) * unit
        else:
            whole = section + (pending or 0)
            total, section = total + (whole or 1) * unit, Decimal(0)
        pending = None
    if pending is None:
        return total + section
    shortened = unit > 1 and not skipped and pending < 10 and len(tokens[-1]) == 1
    return total + section + (pending * unit / 10 if shortened else pending)


def _with_fraction(tokens: list[str]) -> Decimal:
    """Read 一点五 and 一点五万."""
    point = tokens.index("点")
    fraction = digits(tokens[point + 1]) if point + 1 < len(tokens) else "0"
    whole = _evaluate(tokens[:point]) if point else Decimal(0)
    number = whole + Decimal(f"0.{fraction}")
    return number * (UNITS.get(tokens[point + 2], 1) if point + 2 < len(tokens) else 1)


def _figure(token: str) -> Decimal:
    """Read one token of digits; 七八 and 三五 are about the first of them."""
    if token.isascii():
        return Decimal(token)
    spelled = digits(token)
    guess = len(spelled) == 2 and (
        int(spelled[1]) - int(spelled[0]) == 1 or spelled == "35"
    )
    return Decimal(spelled[0] if guess and spelled[0] != "0" else spelled)
