"""The rules of member cards: what comes next in every state, and about problems."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.members.progress import Progress
from helpdesk.models import CardState
from helpdesk.organisations import Reason
from helpdesk.organisations.routes import read_reason

RULES = Path(__file__).with_name("rules.yml")


class CardProblem(StrEnum):
    """What members come with."""

    lost = "lost"
    not_received = "not_received"
    not_activated = "not_activated"
    not_bound = "not_bound"
    damaged = "damaged"
    wrong_details = "wrong_details"
    no_benefit = "no_benefit"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a problem, where the card is, and what the rule is."""

    problem: str
    advice: str
    progress: Progress
    rule: Reason

    def __str__(self) -> str:
        return f"{self.advice}\n{self.progress}"


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def progress(state: CardState | None) -> Progress:
    """Tell a member where the card is and what comes next; None is no card."""
    return Progress.read(_rules()["states"][state or "none"], {})


def advise(problem: CardProblem, state: CardState | None) -> Advice:
    """Say what to do about a problem of a card in this state."""
    rule = _rules()["problems"][problem]
    source = read_reason(_rules()["source"])
    return Advice(rule["name"], rule["advice"], progress(state), source)
