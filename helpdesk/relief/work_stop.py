"""When work in the heat must be shortened or stop."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from helpdesk.calculators import checks
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import Rules, read_rules
from helpdesk.calculators.statutes import Citation, cite, statutes
from helpdesk.money import plain

RULES = Path(__file__).with_name("work_stop.yml")
NATIONAL = {"heat_measures": ["8"]}


class Step(StrEnum):
    """What the employer must do, the strictest first."""

    stop = "stop"
    shorten = "shorten"
    rotate = "rotate"
    none = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStop(Reckoning):
    """What a temperature demands of the employer."""

    step: Step


def work_stop(
    temperature: Decimal, *, on: date, outdoors: bool, protected: bool = False
) -> WorkStop:
    """Say what must happen at a temperature.

    Outdoors it is the day's highest as published, indoors the workplace's own.
    `protected` are pregnant workers and those under eighteen.

    Raises:
        InvalidInput: No workplace has such a temperature, or the day is too early.
    """
    checks.temperature(temperature)
    first = statutes()["heat_measures"].in_force
    if on < first:
        raise _rules().refusal("before_rule", first=first)
    if protected and (found := _protected(temperature, outdoors=outdoors)):
        return found
    reached = _reached(temperature) if outdoors else None
    if reached is None:
        why = _rules().say("none", temperature=temperature)
        return _told(Step.none, why, NATIONAL, "danger")
    why = str(reached["says"]).format(temperature=plain(temperature))
    doubt = [reached["caution"]] if "caution" in reached else []
    cites = reached["cites"]
    return _told(Step(reached["step"]), why, cites, *doubt, "wage", "danger")


def _rules() -> Rules:
    return read_rules(RULES)


def _protected(temperature: Decimal, *, outdoors: bool) -> WorkStop | None:
    place = "protected_outdoors" if outdoors else "protected_indoors"
    limit = _rules().number(place)
    if temperature < limit:
        return None
    why = _rules().say(place, limit=limit, temperature=temperature)
    cites = {**NATIONAL, "guangdong_heat": ["11"]}
    return _told(Step.stop, why, cites, "wage", "danger")


def _reached(temperature: Decimal) -> dict[str, Any] | None:
    lines = _rules().content["outdoors"]
    return next((line for line in lines if temperature >= line["from"]), None)


def _told(
    step: Step, why: str, cites: dict[str, list[str]], *cautions: str
) -> WorkStop:
    return WorkStop(
        step=step,
        steps=(why,),
        citations=_cited(cites),
        cautions=tuple(_rules().caution(name) for name in cautions),
    )


def _cited(cites: dict[str, list[str]]) -> tuple[Citation, ...]:
    return tuple(c for name, articles in cites.items() for c in cite(name, *articles))
