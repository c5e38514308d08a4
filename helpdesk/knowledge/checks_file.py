"""What articles have to keep to, read from checks.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("checks.yml")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long texts may be, and what is a figure in them."""

    lengths: Mapping[str, int]
    fewest_asks: int
    most_asks: int
    breath: int
    breaths: int
    measures: str
    units: tuple[str, ...]
    sure_units: tuple[str, ...]
    idioms: tuple[str, ...]


@cache
def limits() -> Limits:
    """Read the limits once."""
    content = rules(FILE)
    return Limits(
        lengths=content["lengths"],
        fewest_asks=content["asks"]["fewest"],
        most_asks=content["asks"]["most"],
        breath=content["spoken"]["breath"],
        breaths=content["spoken"]["breaths"],
        measures=content["spoken"]["measures"],
        units=tuple(content["units"]),
        sure_units=tuple(content["sure_units"]),
        idioms=tuple(sorted(content["idioms"], key=len, reverse=True)),
    )


def fault(name: str, **values: object) -> str:
    """Return what is wrong with an article, in an officer's words."""
    sentence: str = rules(FILE)["faults"][name]
    return sentence.format(**values)


def label(field: str) -> str:
    """Return what a field of an article is called."""
    called: str = rules(FILE)["fields"][field]
    return called
