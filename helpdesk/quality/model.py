"""What a check says of a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from helpdesk.models import Priority


class Area(StrEnum):
    """What a rule looks after."""

    complete = "complete"  # 该问的问了，该记的记了
    consistent = "consistent"  # 前后说的、工单记的对得上
    proper = "proper"  # 服务规范
    risk = "risk"  # 危险听出来了，处置了


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a ticket of the call says, as far as calls are compared with it."""

    number: str
    category: str
    priority: Priority
    details: Mapping[str, str] = field(default_factory=dict)
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that was broken, and the sentence that proves it.

    What is missing has no sentence: ``told`` says between which ones it was expected.
    """

    rule: str
    area: Area
    index: int | None
    quote: str
    told: str
    points: int
    """Taken from the score for it; what a rule takes in all is bounded."""


@dataclass(frozen=True, slots=True)
class Check:
    """How well a call was handled; no score where there was nobody to judge."""

    score: int | None
    findings: tuple[Finding, ...] = ()
