"""What a search by name gives back."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("words.yml")


class Certainty(StrEnum):
    """How sure it is which name was meant."""

    clear = "clear"
    ambiguous = "ambiguous"
    nothing = "nothing"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found by its name, and where it stands if it is known."""

    key: int
    text: str
    district: str | None = None
    street: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with how well it fits what was said, from 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The clear winner alone, or the choices, the best first, or nothing.

    ``crowd`` counts all that fit about as well; it can exceed the choices offered.
    """

    certainty: Certainty
    matches: tuple[Match, ...]
    crowd: int
    explanation: str

    @property
    def keys(self) -> tuple[int, ...]:
        """Return the keys found, the best first."""
        return tuple(match.entry.key for match in self.matches)


@cache
def words() -> dict[str, Any]:
    """Return the words of explanations."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def listed(names: list[str]) -> str:
    """Return names in one line, as an explanation tells them."""
    return str(words()["separator"]).join(names)
