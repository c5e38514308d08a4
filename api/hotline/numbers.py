"""Numbers that a caller says or keys in."""

import re

from api.hotline.words import Number
from language.numerals import SPOKEN_DIGIT, digits

RUN = re.compile(rf"(?:{SPOKEN_DIGIT}\W?)+X?")


def said_number(text: str, rule: Number) -> str | None:
    """Return the number of a spoken text that is as long as it has to be.

    >>> said_number("260715 000 428", Number(fewest=12, most=12, confirm=True))
    '260715000428'
    """
    written = text.replace(rule.letter, "X") if rule.letter else text
    runs = [digits(run) for run in RUN.findall(written.upper())]
    found = (run for run in (*runs, "".join(runs)) if fits(run, rule))
    return next(found, None)


def keyed_number(keys: str, rule: Number) -> str | None:
    """Return the number that was keyed in; the star is the letter of an ID card."""
    number = keys.rstrip("#")
    if rule.letter:
        number = number.replace("*", "X")
    return number if number.isalnum() and fits(number, rule) else None


def fits(number: str, rule: Number) -> bool:
    """Tell whether a number is as long as it has to be."""
    return rule.fewest <= len(number) <= rule.most
