"""Two plans of one name: the union's and the Youth League's, told apart by facts."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from helpdesk.models import Confidence
from helpdesk.rules import rules

PLANS = Path(__file__).with_name("plans.yml")


class Plan(StrEnum):
    """Whose Dream Plan is meant."""

    union = "union"
    league = "league"
    elsewhere = "elsewhere"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a plan."""

    text: str
    source: str
    year: int
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class PlanMeant:
    """Whose plan is meant, by which words, and what to tell."""

    plan: Plan
    clues: tuple[str, ...]
    why: str


def tell_apart(text: str, *, age: int | None = None) -> PlanMeant:
    """Say whose plan a worker means.

    Another city's comes first, because its plan may be a league's too; when both the
    union and the league are named, the worker is asked. Who is too old or too young
    for the league's is told so.
    """
    book = rules(PLANS)
    found = {plan: _clues(book[plan], text) for plan in list(Plan)[:3]}
    named = [plan for plan, clues in found.items() if clues]
    plan = named[0] if len(named) == 1 else Plan.unknown
    if Plan.elsewhere in named:
        plan = Plan.elsewhere
    why = str(book["words"][plan])
    if plan is Plan.league and not _fits(book["league"], age):
        youngest, oldest = book["league"]["ages"]
        remark = str(book["words"]["outside_ages"])
        why += remark.format(youngest=youngest, oldest=oldest)
    return PlanMeant(plan, found.get(plan, ()), why)


def facts_of(plan: Plan) -> tuple[Fact, ...]:
    """Return what is known of a plan, with sources."""
    return tuple(
        Fact(each["text"], each["source"], each["year"], Confidence(each["confidence"]))
        for each in rules(PLANS)[plan].get("facts", ())
    )


def _clues(entry: dict[str, Any], text: str) -> tuple[str, ...]:
    return tuple(clue for clue in entry["clues"] if clue in text)


def _fits(entry: dict[str, Any], age: int | None) -> bool:
    youngest, oldest = entry["ages"]
    return age is None or youngest <= age <= oldest
