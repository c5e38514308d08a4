"""The numbers of the search, read from search.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("search.yml")


@dataclass(frozen=True, slots=True)
class Tuning:
    """What counts how much, and from where on an article is near enough."""

    weights: Mapping[str, float]
    lengths: Mapping[str, float]
    saturation: float
    closeness: float
    aspect: float
    behind: float
    margin: float
    floor: float
    enough: float
    candidates: int
    fillers: tuple[str, ...]
    same: Mapping[str, str]


@cache
def tuning() -> Tuning:
    """Read the numbers once."""
    content = rules(FILE)
    return Tuning(**{**content, "fillers": tuple(content["fillers"])})
