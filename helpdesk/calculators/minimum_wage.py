"""Shenzhen's minimum wage, as far as it is verified."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from helpdesk.calculators import checks
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import cite

RULES = "minimum_wage"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumWage(Reckoning):
    """The standard of a day; None where nothing is verified."""

    monthly: Decimal | None
    hourly: Decimal | None
    source: str | None
    year: int | None
    confidence: str | None


def minimum_wage(on: date) -> MinimumWage:
    """Return the minimum wage of a day, or say that it is not verified."""
    checks.known_day(on)
    content = rules(RULES).content
    found = next((p for p in content["periods"] if _covers(p, on)), None)
    if found is None:
        told = "disputed" if _covers(content["disputed"], on) else "unknown"
        return _unverified(rules(RULES).say(told, day=on))
    return MinimumWage(
        monthly=Decimal(found["monthly"]),
        hourly=Decimal(found["hourly"]),
        source=found["source"],
        year=found["year"],
        confidence=found["confidence"],
        steps=(rules(RULES).say("known", day=on, **found),),
        citations=cite("labour_law", "48"),
    )


def latest_minimum_wage(on: date) -> MinimumWage | None:
    """Return the last verified standard before a day; it may no longer hold."""
    ended = [p["until"] for p in rules(RULES).content["periods"] if p["until"] < on]
    return minimum_wage(max(ended)) if ended else None


def _covers(period: dict[str, Any], on: date) -> bool:
    return bool(period["since"] <= on <= period["until"])


def _unverified(caution: str) -> MinimumWage:
    return MinimumWage(
        monthly=None,
        hourly=None,
        source=None,
        year=None,
        confidence=None,
        steps=(),
        citations=cite("labour_law", "48"),
        cautions=(caution,),
    )
