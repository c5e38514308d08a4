"""The rules of setting up a union (建会): what comes next, and when it is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.models import UnionState
from helpdesk.organisations.routes import Reason, read_reason

RULES = Path(__file__).with_name("founding.yml")


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether an employer's workers are due a union, and why."""

    due: bool
    reason: Reason
    approval: Reason


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def name(state: UnionState) -> str:
    """Return how a state is called."""
    return str(_rules()["states"][state]["name"])


def next_step(state: UnionState) -> str:
    """Return what comes next in a state, as it may be told."""
    return str(_rules()["states"][state]["next"])


def duty(*, members: int, workers: int) -> Duty:
    """Say whether a union is due with so many members among so many workers."""
    fitting = next(d for d in _rules()["duties"] if _fits(d, members, workers))
    why = str(fitting["why"]).format(members=members, workers=workers)
    reason = read_reason({**fitting, "why": why})
    return Duty(bool(fitting["due"]), reason, read_reason(_rules()["approval"]))


def _fits(entry: Mapping[str, Any], members: int, workers: int) -> bool:
    """Tell whether both floors of an entry are reached; no floor is."""
    floors = entry.get("members_from", 0), entry.get("workers_from", 0)
    return bool(members >= floors[0] and workers >= floors[1])
