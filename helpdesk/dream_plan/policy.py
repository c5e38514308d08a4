"""The rules of the union's Dream Plan (工会圆梦计划): who can probably apply."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpdesk.findings import Check, Finding, Outcome, Verdict, check, outcome
from helpdesk.findings import (
    judge as judge_all,
)
from helpdesk.models import DreamLevel
from helpdesk.rules import rules

RULES = Path(__file__).with_name("rules.yml")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the person who asks; None is not known."""

    is_member: bool | None = None
    education: str | None = None
    employed_in_shenzhen: bool | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a cohort's applying; None is not known."""

    opens_on: date | None = None
    closes_on: date | None = None

    def is_open(self, on: date) -> bool | None:
        """Tell whether a day lies in it; None while one of its ends is not known."""
        if self.opens_on is None or self.closes_on is None:
            return None
        return self.opens_on <= on <= self.closes_on


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict with the level of study and every condition behind it."""

    verdict: Verdict
    level: str | None
    checks: tuple[Check, ...]
    study: DreamLevel | None = None

    @property
    def explanation(self) -> str:
        """Return the verdict and its reasons as they may be told, one a line."""
        return Finding(self.verdict, self.checks).explanation


def judge(facts: Facts) -> Eligibility:
    """Check a person's facts against the conditions.

    Membership is reported and never decides: whether it is required is not verified,
    and joining is the remedy. So is the group: the brochure of a year may differ.
    """
    book = rules(RULES)
    study = study_for(facts.education)
    level = name_of(study) if study else None
    outcomes = {
        "member": outcome(facts.is_member),
        "worker": outcome(facts.employed_in_shenzhen),
        "education": outcome(None if facts.education is None else study is not None),
    }
    if facts.group is not None:
        outcomes["group"] = outcome(facts.group in book["groups"])
    found = judge_all(book["checks"], outcomes, level=level, group=facts.group)
    return Eligibility(found.verdict, level, found.checks, study)


def study_for(education: str | None) -> DreamLevel | None:
    """Return the level that follows on a schooling, if the plan has it."""
    level = rules(RULES)["levels"].get(education)
    return DreamLevel(level) if level else None


def name_of(level: DreamLevel) -> str:
    """Return how a level is called."""
    name: str = rules(RULES)["names"][level]
    return name


def judge_window(window: Window, *, on: date) -> Check:
    """Say whether applications are taken on a day."""
    found = check(
        rules(RULES)["checks"]["window"],
        outcome(window.is_open(on)),
        opens_on=window.opens_on,
        closes_on=window.closes_on,
    )
    return found


__all__ = [
    "Check",
    "Eligibility",
    "Facts",
    "Outcome",
    "Verdict",
    "Window",
    "judge",
    "judge_window",
    "name_of",
    "study_for",
]
