"""What is made of a call: who wants what, what must not be missed, what was told."""

from dataclasses import dataclass
from enum import StrEnum


class RiskKind(StrEnum):
    """What must not be missed in a call."""

    crisis = "crisis"  # 轻生、要伤人、被打被关
    collective = "collective"  # 多人停工、聚集、堵门
    heatstroke = "heatstroke"  # 中暑、昏倒、急症
    minor = "minor"  # 童工、未成年人


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a segment names; the places are those of the segment's text."""

    entity: str
    text: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Routed:
    """What a caller's segment means where it is said."""

    index: int
    intent: str
    confidence: float
    entities: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the call is about, with the segments that tell of it."""

    intent: str
    skill: str
    segments: tuple[int, ...]
    words: str
    """The caller's own, those that tell it best."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A danger that was told, and the words that prove it."""

    kind: RiskKind
    index: int
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was told, written plainly, and where it was said."""

    text: str
    index: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A call by what was told in it; nothing in it is invented."""

    who: tuple[Fact, ...] = ()
    what: tuple[Fact, ...] = ()
    where: tuple[Fact, ...] = ()
    since: tuple[Fact, ...] = ()
    amounts: tuple[Fact, ...] = ()
    promised: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is made of a call."""

    routed: tuple[Routed, ...] = ()
    asked: tuple[Asked, ...] = ()
    risks: tuple[Risk, ...] = ()
    summary: Summary = Summary()
    articles: tuple[str, ...] = ()
    """Keys of the articles that would help the seat, the best first."""
