"""Numbers with a form of their own: telephone, identity, member and ticket numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from language.entities.candidates import Candidate
from language.entities.checks import id_number, is_day, luhn
from language.numerals import SPOKEN_DIGIT, digits

RUN = re.compile(rf"{SPOKEN_DIGIT}+(?:[ \-]{{1,2}}{SPOKEN_DIGIT}+)*(?:[ \-]?x)?")
PART = re.compile(rf"{SPOKEN_DIGIT}+(?:[ \-]?x)?")
SHORTEST = 7
CONTEXT = 12
"""How far before or after a number its name may stand."""

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
LOCAL = re.compile(r"[2-8]\d{7}")
CALLED = re.compile("电话|座机|固话|号码|打")
TICKETED = re.compile("工单|单号|单子|编号|受理|撤单|催单|查单|投诉号|流水号|票号")
MEMBERED = re.compile("会员|会籍")
TICKET_PREFIX = re.compile(r"[a-z]{1,4}$")


def find(text: str) -> Iterator[Candidate]:
    """Find numbers that are read digit by digit, however they are grouped."""
    for run in RUN.finditer(text):
        if len(digits(run[0])) >= SHORTEST:
            yield from _groups(text, run.start(), run.end())


def _groups(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Read a run as few numbers as its groups allow, from the left."""
    parts = [(p.start(), p.end()) for p in PART.finditer(text, start, end)]
    while parts:
        for count in range(len(parts), 0, -1):
            first, last = parts[0][0], parts[count - 1][1]
            if candidate := _classify(text, first, last):
                yield candidate
                break
        parts = parts[count:]


def _classify(text: str, start: int, end: int) -> Candidate | None:
    """Name a number by its form, and where that is not enough by its context."""
    number = digits(text[start:end])
    around = text[max(0, start - CONTEXT) : start] + "|" + text[end : end + CONTEXT]
    kinds = (kind for kind, holds in KINDS if holds(number, around))
    entity = next(kinds, None)
    if entity is None:
        return None
    prefix = TICKET_PREFIX.search(text, max(0, start - 4), start)
    if entity == "ticket_number" and prefix:
        return Candidate(entity, prefix.start(), end, prefix[0].upper() + number)
    return Candidate(entity, start, end, number)


def _phone(number: str, around: str) -> bool:
    if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
        return True
    return bool(LOCAL.fullmatch(number) and CALLED.search(around))


def _ticket(number: str, around: str) -> bool:
    """Accept our own numbers, and any other that the worker calls a ticket's."""
    if not number.isdigit() or len(number) == 18:
        return False
    if len(number) == 12 and is_day(f"20{number[:6]}"):
        return True
    if len(number) > 10 and number[:2] == "20" and is_day(number[:8]):
        return True
    return 8 <= len(number) <= 16 and bool(TICKETED.search(around))


def _member(number: str, around: str) -> bool:
    """Accept ten digits with their check digit, or called a member's."""
    if len(number) != 10 or not number.isdigit():
        return False
    return luhn(number) or bool(MEMBERED.search(around))


KINDS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("id_number", lambda number, around: id_number(number)),
    ("phone_number", _phone),
    ("ticket_number", _ticket),
    ("member_number", _member),
)

NUMBERS = frozenset(entity for entity, _ in KINDS)
"""The entities that are found by their form alone."""
