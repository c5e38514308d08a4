"""The rules of the union's Dream Plan (工会圆梦计划): who can probably apply."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).with_name("rules.yml")


class Outcome(StrEnum):
    """How one condition turned out."""

    met = "met"
    unmet = "unmet"
    unknown = "unknown"


class Verdict(StrEnum):
    """What all conditions together say."""

    likely = "likely"
    unlikely = "unlikely"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the person who asks; None is not known."""

    is_member: bool | None = None
    education: str | None = None
    employed_in_shenzhen: bool | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition, its outcome, and why."""

    question: str
    outcome: Outcome
    why: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict with the level of study and every condition behind it."""

    verdict: Verdict
    level: str | None
    checks: tuple[Check, ...]


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def judge(facts: Facts) -> Eligibility:
    """Check a person's facts against the conditions.

    Membership is reported and never decides: whether it is required is not verified,
    and joining is the remedy.
    """
    rules = _rules()
    level = rules["levels"].get(facts.education)
    has_level = None if facts.education is None else level is not None
    outcomes = {
        "worker": _outcome(facts.employed_in_shenzhen),
        "education": _outcome(has_level),
    }
    checks = {"member": _outcome(facts.is_member)} | outcomes
    return Eligibility(
        _verdict(outcomes),
        level,
        tuple(_check(rules["checks"][name], o, level) for name, o in checks.items()),
    )


def _outcome(fact: bool | None) -> Outcome:
    if fact is None:
        return Outcome.unknown
    return Outcome.met if fact else Outcome.unmet


def _verdict(outcomes: Mapping[str, Outcome]) -> Verdict:
    found = set(outcomes.values())
    if Outcome.unmet in found:
        return Verdict.unlikely
    return Verdict.unknown if Outcome.unknown in found else Verdict.likely


def _check(rule: dict[str, Any], outcome: Outcome, level: str | None) -> Check:
    why = str(rule[outcome.value]).format(level=level)
    return Check(rule["question"], outcome, why, rule["source"], rule["verified"])
