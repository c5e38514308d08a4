"""Who has to know of a risk: rules that officers can read and change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.errors import InvalidInput
from helpdesk.models import Confidence, Escalation, Priority, RiskKind, RiskSign
from helpdesk.rules import rules

RULES = Path(__file__).with_name("rules.yml")
URGENCY = list(Priority)


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of a risk; the people of fresh reports are added up already."""

    kind: RiskKind
    people: int
    collective: bool = False
    signs: frozenset[RiskSign] = frozenset()
    months_unpaid: int | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that holds, and what it says."""

    name: str
    escalation: Escalation
    urgency: Priority
    told: str
    source: str
    year: int
    confidence: Confidence
    is_statute: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who has to know, how soon, and every reason for it."""

    escalation: Escalation
    urgency: Priority
    reasons: tuple[Reason, ...]

    @property
    def explanation(self) -> str:
        """Return the step and its reasons as officers are told them."""
        book = rules(RULES)
        told: str = book["raised"]
        return told.format(
            name=book["names"][self.escalation],
            reasons="".join(reason.told for reason in self.reasons),
        )


def _people_at_least(facts: RiskFacts, least: int) -> bool:
    return facts.people >= least


def _collective(facts: RiskFacts, wanted: bool) -> bool:
    return facts.collective is wanted


def _kinds_any(facts: RiskFacts, kinds: list[str]) -> bool:
    return facts.kind in kinds


def _signs_any(facts: RiskFacts, signs: list[str]) -> bool:
    return any(sign in facts.signs for sign in signs)


def _months_unpaid_at_least(facts: RiskFacts, least: int) -> bool:
    return facts.months_unpaid is not None and facts.months_unpaid >= least


def _cents_at_least(facts: RiskFacts, least: int) -> bool:
    return facts.cents is not None and facts.cents >= least


CONDITIONS: Mapping[str, Callable[[RiskFacts, Any], bool]] = {
    "people_at_least": _people_at_least,
    "collective": _collective,
    "kinds_any": _kinds_any,
    "signs_any": _signs_any,
    "months_unpaid_at_least": _months_unpaid_at_least,
    "cents_at_least": _cents_at_least,
}


def assess(facts: RiskFacts) -> Assessment:
    """Say who has to know.

    More people, another sign or more money never lowers the answer: every condition
    asks for at least something, none for at most.
    """
    read_people(facts.people)
    book = rules(RULES)
    held = [rule for rule in book["rules"] if _holds(rule["when"], facts)]
    reasons = tuple(_reason(rule) for rule in held or [book["otherwise"]])
    return Assessment(
        escalation=max((r.escalation for r in reasons), key=lambda each: each.rank),
        urgency=max((r.urgency for r in reasons), key=URGENCY.index),
        reasons=reasons,
    )


def read_people(people: int) -> int:
    """Check how many workers are concerned."""
    if not 1 <= people <= rules(RULES)["most_people"]:
        raise InvalidInput("a risk concerns one worker or more")
    return people


def _holds(when: Mapping[str, Any], facts: RiskFacts) -> bool:
    return all(CONDITIONS[name](facts, wanted) for name, wanted in when.items())


def _reason(rule: Mapping[str, Any]) -> Reason:
    return Reason(
        name=rule["name"],
        escalation=Escalation(rule["escalation"]),
        urgency=Priority(rule["urgency"]),
        told=rule["told"],
        source=rule["source"],
        year=rule["year"],
        confidence=Confidence(rule["confidence"]),
        is_statute=rule["adopted"] == "statute",
    )
