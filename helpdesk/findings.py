"""What rules say of a case: yes, no or not known, each with why and where from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from helpdesk.models.articles import Confidence
from helpdesk.rules import rules

WORDS = Path(__file__).with_name("findings.yml")
ESTABLISHED = frozenset({Confidence.A, Confidence.B})


class Outcome(StrEnum):
    """How one condition turned out."""

    met = "met"
    unmet = "unmet"
    unknown = "unknown"


class Verdict(StrEnum):
    """What all conditions together say; the last word is an officer's."""

    likely = "likely"
    unlikely = "unlikely"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition, its outcome, why, and how far it may be relied on."""

    question: str
    outcome: Outcome
    why: str
    source: str
    year: int
    confidence: Confidence
    decides: bool

    @property
    def verified(self) -> bool:
        """Tell whether the condition itself is established."""
        return self.confidence in ESTABLISHED

    def __str__(self) -> str:
        line: str = rules(WORDS)["checks"][self.confidence]
        return line.format(why=self.why, source=self.source, year=self.year)


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict with every condition behind it."""

    verdict: Verdict
    checks: tuple[Check, ...]

    @property
    def explanation(self) -> str:
        """Return the verdict and its reasons as they may be told, one a line."""
        heading: str = rules(WORDS)["verdicts"][self.verdict]
        return "\n".join([heading, *map(str, self.checks)])


def outcome(fact: bool | None) -> Outcome:
    """Turn a fact into the outcome of its condition; None is not known."""
    if fact is None:
        return Outcome.unknown
    return Outcome.met if fact else Outcome.unmet


def judge(
    conditions: Mapping[str, Any], outcomes: Mapping[str, Outcome], **words: object
) -> Finding:
    """Explain each outcome in the words of its condition, and sum them up.

    A condition with ``decides: false`` is told and never tips the scale.
    """
    checks = tuple(
        check(conditions[name], turned_out, **words)
        for name, turned_out in outcomes.items()
    )
    return Finding(verdict_of(checks), checks)


def check(condition: Mapping[str, Any], turned_out: Outcome, **words: object) -> Check:
    """Explain one condition's outcome."""
    return Check(
        question=condition["question"],
        outcome=turned_out,
        why=str(condition[turned_out.value]).format(**words),
        source=condition["source"],
        year=condition["year"],
        confidence=Confidence(condition["confidence"]),
        decides=condition.get("decides", True),
    )


def verdict_of(checks: tuple[Check, ...]) -> Verdict:
    """Sum up: one no is a no, else one open question leaves it open."""
    found = {each.outcome for each in checks if each.decides}
    if Outcome.unmet in found:
        return Verdict.unlikely
    return Verdict.unknown if Outcome.unknown in found else Verdict.likely
