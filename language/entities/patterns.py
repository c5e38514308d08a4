"""All that can be recognised by its form alone."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date

from language.entities import amounts, dates, digits, durations
from language.entities.candidates import Candidate
from language.numerals import SPOKEN, TENS, UNITS

NUMERALS = frozenset({*string.digits, *SPOKEN, *UNITS, *TENS, "几"})
DAYS = frozenset("月天日号周期拜晚早夜儿") | frozenset(string.digits)
SPANS = frozenset("年月周期拜日天时钟")
DEGREES = frozenset("度c")
"""Without one of its characters, a text has nothing of a kind, and is not searched."""


def find(text: str, today: date) -> tuple[Candidate, ...]:
    """Find what reads like a number, a sum, a time; of two readings the longer."""
    found = list(_read(text, today))
    return tuple(sorted(longest(found), key=lambda c: (c.start, c.end)))


def _read(text: str, today: date) -> Iterator[Candidate]:
    """Read a text in every way that it may be read."""
    signs = set(text)
    if signs & NUMERALS:
        yield from digits.find(text)
    if signs & DAYS:
        yield from dates.find(text, today)
    if signs & SPANS:
        yield from durations.find(text)
    if signs & NUMERALS:
        if signs & DEGREES:
            yield from amounts.temperature(text)
        yield from amounts.headcount(text)
        yield from amounts.money(text)


def longest(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the longest of overlapping readings, of equals the surer, the earlier."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, not c.sure)):
        if not any(other.overlaps(candidate.start, candidate.end) for other in kept):
            kept.append(candidate)
    return kept
