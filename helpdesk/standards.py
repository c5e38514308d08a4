"""Amounts by year: what was announced for a year, and how far it still speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.findings import ESTABLISHED
from helpdesk.models.articles import Confidence
from helpdesk.money import cents
from helpdesk.rules import rules

WORDS = Path(__file__).with_name("standards.yml")


@dataclass(frozen=True, slots=True)
class Standard:
    """The newest announcement known for a year, asked for in that year or later."""

    asked: int
    year: int
    values: Mapping[str, Any]
    source: str
    confidence: Confidence

    @property
    def verified(self) -> bool:
        """Tell whether it was announced for the very year, and well enough."""
        return self.year == self.asked and self.confidence in ESTABLISHED

    @property
    def caveat(self) -> str:
        """Return how far the amount may be relied on, as it may be told."""
        words = rules(WORDS)
        kind = "verified" if self.verified else "unverified"
        text: str = words[kind]
        return text.format(asked=self.asked, year=self.year, source=self.source)

    def amount(self, name: str) -> int:
        """Return an amount in cents."""
        return cents(self.values[name])


def standard(entries: Sequence[Mapping[str, Any]], year: int) -> Standard | None:
    """Return the newest entry that is not younger than a year, if there is one."""
    known = [entry for entry in entries if entry["year"] <= year]
    if not known:
        return None
    entry = max(known, key=lambda each: each["year"])
    return Standard(
        asked=year,
        year=entry["year"],
        values=entry,
        source=entry["source"],
        confidence=Confidence(entry["confidence"]),
    )
