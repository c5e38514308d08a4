"""Numbers that are names: telephones, hotlines, tickets, identity cards, codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from language.speak.digits import by_digit, divided, grouped
from language.speak.readings import Reading
from language.speak.words import word, words

TELEPHONE, END = "\ue000", "\ue001"
"""Around the words of a telephone number; no text brings these characters along."""


def _telephone(digits: str, sizes: Sequence[int] = ()) -> str:
    return f"{TELEPHONE}{grouped(digits, sizes)}{END}"


def _hotline(found: re.Match[str]) -> str:
    return _telephone(found[0])


def _mobile(found: re.Match[str]) -> str:
    return _telephone("".join(found.groups()))


def _service(found: re.Match[str]) -> str:
    return _telephone("".join(found.groups()), (3, 3, 4))


def _landline(found: re.Match[str]) -> str:
    area, local, extension = found.groups()
    digits = re.sub(r"\D", "", local)
    said = _telephone(area + digits, [len(area), *map(len, divided(digits))])
    return f"{said}{word('extension')}{by_digit(extension)}" if extension else said


def _ticket(found: re.Match[str]) -> str:
    return grouped("".join(found.groups()))


def _whole(found: re.Match[str]) -> str:
    return grouped(found[0])


def _named(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{grouped(found[3])}"


def _room(found: re.Match[str]) -> str:
    return by_digit(found[0])


def _lettered(found: re.Match[str]) -> str:
    """Read B1203 letter by letter and digit by digit."""
    return f"{' '.join(found[1].upper())}{grouped(found[2])}"


@cache
def readings() -> Sequence[Reading]:
    """Give the readings of such numbers, the more particular ones first."""
    lists = words()
    always, short = "|".join(lists["always"]), "|".join(lists["short_lines"])
    codes = "|".join(lists["codes"])
    no_amount = rf"(?!\d|\.\d|,\d{{3}}(?!\d)|[%‰]|[~-]\d| ?[{lists['measures']}])"
    patterns = (
        (r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])", _whole),
        (r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)", _mobile),
        (r"(?<!\d)([48]00)[- ]?(\d{3})[- ]?(\d{4})(?!\d)", _service),
        (
            r"(?<!\d)(0(?:10|2\d|[3-9]\d{2}))[- ]?"
            r"(1\d{4}|9[56]\d{3}|\d{3,4}[- ]?\d{4})(?!\d)"
            r"(?: ?(?:转|-) ?(\d{1,6})(?!\d))?",
            _landline,
        ),
        (rf"(?<!\d)(?:{always})(?!\d)", _hotline),
        (
            r"(?<!\d)(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
            r" ?(\d{3}) ?(\d{3})(?!\d)",
            _ticket,
        ),
        (rf"({codes})([^\d。，！？、]{{0,4}})(\d+[Xx]?)(?![\dA-Za-z])", _named),
        (r"(?<![\d.])\d{3,4}(?=[室房])", _room),
        (rf"(?<![\d.,])(?:{short}|1\d\d(?!00)\d\d|9[56]\d{{3}}){no_amount}", _hotline),
        (r"(?<![A-Za-z])([A-Za-z]{1,3})-?(\d{3,})(?!\d)", _lettered),
    )
    return tuple((re.compile(pattern), read) for pattern, read in patterns)
