"""The rules of joining: who may join, and what comes next in every state."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.members.progress import Progress
from helpdesk.models import ApplicationStatus, EmploymentKind
from helpdesk.organisations import Reason
from helpdesk.organisations.routes import read_reason

RULES = Path(__file__).with_name("rules.yml")
WORKING_AGE = 16


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person who wants to join; None is not known."""

    born_on: date | None = None
    lives_on_wages: bool | None = None
    employment: EmploymentKind | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a person may join: yes, no, or None while something is not known."""

    eligible: bool | None
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "\n".join(f"· {reason}" for reason in self.reasons)


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def eligibility(facts: Facts, *, today: date) -> Eligibility:
    """Say whether a person may join, and why."""
    born = facts.born_on
    old_enough = None if born is None else age_on(born, today) >= WORKING_AGE
    is_gig = facts.employment is EmploymentKind.gig
    livelihood = True if is_gig else facts.lives_on_wages
    reasons = [
        _condition("age", old_enough),
        _condition("gig" if is_gig else "livelihood", livelihood),
        _remark("residence"),
    ]
    return Eligibility(_all_of(old_enough, livelihood), tuple(reasons))


def how_to_join(*, upper: bool) -> tuple[Reason, ...]:
    """Tell the steps of joining with their sources."""
    return (_remark("documents"), *((_remark("upper"),) if upper else ()))


def after_primary(upper_id: int | None) -> ApplicationStatus:
    """Return what a yes of the first union leads to."""
    if upper_id is None:
        return ApplicationStatus.approved
    return ApplicationStatus.upper_review


def progress(
    status: ApplicationStatus,
    *,
    primary: str,
    upper: str | None,
    reason: str | None = None,
) -> Progress:
    """Tell a worker where the application is and what comes next."""
    rules = _rules()
    names = {"primary": primary, "upper": upper or ""}
    following = rules["after_primary"]["upper" if upper else "alone"].format(**names)
    words = names | {
        "after_primary": following,
        "reason": f"：{reason}" if reason else "",
    }
    return Progress.read(rules["states"][status], words)


def age_on(born_on: date, today: date) -> int:
    """Return a person's age in full years; who is born on 29 February waits for March.

    >>> age_on(date(2010, 7, 15), date(2026, 7, 14))
    15
    """
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (not had_birthday)


def _all_of(*answers: bool | None) -> bool | None:
    """One no is a no; else one open question leaves it open."""
    if False in answers:
        return False
    return None if None in answers else True


def _condition(name: str, answer: bool | None) -> Reason:
    rule = _rules()["conditions"][name]
    said = {True: "met", False: "unmet", None: "unknown"}[answer]
    return read_reason({**rule, "why": rule[said]})


def _remark(name: str) -> Reason:
    return read_reason(_rules()["remarks"][name])
