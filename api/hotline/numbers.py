"""Numbers that a caller says or keys in, at once, in pieces, or put right."""

import re
from functools import cache

from api.hotline.words import Number, PutRight
from language.numerals import SPOKEN_DIGIT, digits

RUN = re.compile(rf"(?:{SPOKEN_DIGIT}\W?)+X?")
SHORTEST_PIECE = 3
"""Digits; fewer are “一个” and “三点”, no piece of a number."""

MOST_BESIDE = 8
"""Letters beside a piece: “我的电话是” and “嗯”, no sentence of its own."""


def said_number(text: str, rule: Number) -> str | None:
    """Return the number of a spoken text that is as long as it has to be.

    >>> said_number("260715 000 428", Number(fewest=12, most=12, confirm=True))
    '260715000428'
    """
    runs = _runs(text, rule)
    found = (run for run in (*runs, "".join(runs)) if fits(run, rule))
    return next(found, None)


def piece(text: str, rule: Number) -> str | None:
    """Return the digits of somebody who pauses in the middle of a number.

    >>> piece("嗯 幺三八 零零幺三", Number(fewest=11, most=11, confirm=True))
    '1380013'
    """
    said = "".join(_runs(text, rule))
    beside = sum(char.isalpha() for char in RUN.sub("", text))
    is_piece = SHORTEST_PIECE <= len(said) < rule.most and beside <= MOST_BESIDE
    return said if is_piece else None


def mended(text: str, number: str, ways: PutRight) -> str | None:
    """Return a number that was read back, with the part that is put right.

    With “不对，后四位是五六七八” 13800131234 becomes 13800135678, and with
    “不是幺三八，是幺三九” it becomes 13900131234.
    """
    swap = _pattern(ways.swap).search(text)
    if swap:
        wrong, right = digits(swap[1]), digits(swap[2])
        once = number.count(wrong) == 1 and len(wrong) == len(right)
        return number.replace(wrong, right) if once else None
    end, head = _pattern(ways.end).search(text), _pattern(ways.head).search(text)
    if end and len(part := digits(end[1])) < len(number):
        return number[: -len(part)] + part
    if head and len(part := digits(head[1])) < len(number):
        return part + number[len(part) :]
    return None


def keyed_number(keys: str, rule: Number) -> str | None:
    """Return the number that was keyed in; the star is the letter of an ID card."""
    number = keys.rstrip("#")
    if rule.letter:
        number = number.replace("*", "X")
    return number if number.isalnum() and fits(number, rule) else None


def fits(number: str, rule: Number) -> bool:
    """Tell whether a number is as long as it has to be, and looks like one."""
    if not rule.fewest <= len(number) <= rule.most:
        return False
    return not rule.shape or re.fullmatch(rule.shape, number) is not None


@cache
def _pattern(way: str) -> re.Pattern[str]:
    """Return a way of putting right; its digits are read out one by one."""
    return re.compile(way.replace("{digits}", RUN.pattern))


def _runs(text: str, rule: Number) -> list[str]:
    """Return what is read out digit by digit, in order."""
    written = text.replace(rule.letter, "X") if rule.letter else text
    return [digits(run) for run in RUN.findall(written.upper())]
