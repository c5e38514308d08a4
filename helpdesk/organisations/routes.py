"""The rules of where a worker joins: employer's union, trade, community or street."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.models import Confidence, EmploymentKind, Route, UnionState

RULES = Path(__file__).with_name("routes.yml")
ESTABLISHED = frozenset({Confidence.A, Confidence.B})
UNDER_WAY = frozenset({UnionState.forming, UnionState.willing})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words for the worker, with where it is from."""

    why: str
    source: str
    year: int
    confidence: Confidence

    def __str__(self) -> str:
        words = _rules()["words"]
        kind = "established" if self.confidence in ESTABLISHED else "unverified"
        text: str = words[kind]
        return text.format(why=self.why, source=self.source, year=self.year)


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def choose(employment: EmploymentKind, available: Collection[Route]) -> Route | None:
    """Return the first union of the order that there is.

    >>> choose(EmploymentKind.gig, {Route.employer, Route.local}).value
    'local'
    """
    order = (Route(name) for name in _rules()["order"][employment])
    return next((route for route in order if route in available), None)


def reason(
    employment: EmploymentKind, route: Route, employer: UnionState | None
) -> Reason:
    """Say why this union takes the worker in; the employer's state None is unknown."""
    return read_reason(_rules()["reasons"][_case(employment, route, employer)])


def read_reason(entry: Mapping[str, Any]) -> Reason:
    """Read a reason from a file of rules."""
    return Reason(
        why=str(entry["why"]),
        source=str(entry["source"]),
        year=int(entry["year"]),
        confidence=Confidence(entry["confidence"]),
    )


def _case(employment: EmploymentKind, route: Route, employer: UnionState | None) -> str:
    """Name the situation as the file of rules does."""
    if route is Route.employer:
        is_dispatched = employment is EmploymentKind.dispatched
        return "dispatched" if is_dispatched else "employer"
    if employment is EmploymentKind.gig:
        return "gig"
    if employer is None:
        return "unknown_employer"
    return "forming" if employer in UNDER_WAY else "without_union"
