"""All that can be recognised by its form alone."""

from __future__ import annotations

from datetime import date

from language.entities import amounts, dates, digits, durations
from language.entities.candidates import Candidate


def find(text: str, today: date) -> tuple[Candidate, ...]:
    """Find what reads like a number, a sum, a time; of two readings the longer."""
    found = [
        *digits.find(text),
        *dates.find(text, today),
        *durations.find(text),
        *amounts.temperature(text),
        *amounts.headcount(text),
        *amounts.money(text),
    ]
    return tuple(sorted(longest(found), key=lambda c: (c.start, c.end)))


def longest(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the longest of overlapping readings, of equals the surer, the earlier."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, not c.sure)):
        if not any(other.overlaps(candidate.start, candidate.end) for other in kept):
            kept.append(candidate)
    return kept
