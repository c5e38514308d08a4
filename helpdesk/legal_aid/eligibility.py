"""Who may have legal aid: the union's, and the government's, each with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.findings import Finding, Outcome, judge, outcome
from helpdesk.models import DisputeKind
from helpdesk.rules import rules

RULES = Path(__file__).with_name("eligibility.yml")


@dataclass(frozen=True, slots=True)
class AidFacts:
    """What is known of who asks for aid; None is not known."""

    dispute: DisputeKind | None = None
    is_migrant: bool | None = None  # 农民工、进城务工人员
    is_poor: bool | None = None
    harm_proved: bool | None = None  # 有证据证明合法权益被严重侵害


@dataclass(frozen=True, slots=True)
class Aid:
    """What both kinds of legal aid would say."""

    union: Finding
    government: Finding
    exempt: bool


def judge_aid(facts: AidFacts) -> Aid:
    """Judge both kinds of aid.

    A migrant worker who claims wages or damages for an injury is not asked about
    money; the union asks others for hardship or for proof of serious harm, the
    government for hardship.
    """
    book, exempt = rules(RULES), is_exempt(facts)
    return Aid(_union(book, facts), _government(book, facts), exempt is True)


def is_exempt(facts: AidFacts) -> bool | None:
    """Tell whether the hardship test falls away; None while that is not known."""
    if facts.dispute is None:
        return False if facts.is_migrant is False else None
    if facts.dispute not in rules(RULES)["exempt_disputes"]:
        return False
    return facts.is_migrant


def _union(book: Mapping[str, Any], facts: AidFacts) -> Finding:
    """Hardship or proof of serious harm will do, one of them."""
    scope = facts.dispute and facts.dispute is not DisputeKind.other
    ways = {
        "exempt": is_exempt(facts),
        "poor": facts.is_poor,
        "harmed": facts.harm_proved,
    }
    outcomes = {"scope": outcome(None if facts.dispute is None else bool(scope))}
    return judge(book["union"], outcomes | _one_of(ways))


def _government(book: Mapping[str, Any], facts: AidFacts) -> Finding:
    listed = facts.dispute in book["listed_disputes"]
    matter = Outcome.met if listed else Outcome.unknown
    exempt = is_exempt(facts)
    means = {"exempt": Outcome.met} if exempt else {"means": _means(exempt, facts)}
    return judge(book["government"], {"matter": matter} | means)


def _means(exempt: bool | None, facts: AidFacts) -> Outcome:
    if facts.is_poor is False and exempt is None:
        return Outcome.unknown  # an exemption may still turn up
    return outcome(facts.is_poor)


def _one_of(ways: Mapping[str, bool | None]) -> dict[str, Outcome]:
    """Name the first way that is open; else say what all of them come to."""
    for name, fact in ways.items():
        if fact:
            return {name: Outcome.met}
    closed = all(fact is False for fact in ways.values())
    return {"means": Outcome.unmet if closed else Outcome.unknown}
