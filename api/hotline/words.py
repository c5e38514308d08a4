"""The hotline's own words and how it listens, from prompts.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

HOME = Path(__file__).with_name("prompts.yml")


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(_Read):
    """A number that is asked for: how long it is, and whether it is read back."""

    fewest: int
    most: int
    confirm: bool
    letter: str = ""
    """How the letter of an ID card is said."""


class Keys(_Read):
    """What the keys of a telephone mean."""

    person: str
    repeat: str
    agree: str
    deny: str
    more: str


class Listening(_Read):
    """How long the platform listens, for speech and for keys."""

    speech: Mapping[str, float]
    story: Mapping[str, float]
    dtmf: Mapping[str, int | str]
    number: Mapping[str, int | str]


class Words(_Read):
    """One field for each list, so that a missing or surplus key stops the start."""

    prompts: Mapping[str, str]
    person: str
    stop: str
    agreed: str
    denied: str
    keys: Keys
    menu: Mapping[str, str]
    says: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Number]
    yes_no: tuple[str, ...]
    listening: Listening
    stories: tuple[str, ...]
    least_confidence: float
    patience_seconds: float
    callback_subject: str

    def means(self, meaning: str, text: str) -> bool:
        """Tell whether a whole text means this."""
        bare = "".join(char for char in text if char.isalnum())
        return bare != "" and bare in self.says[meaning]


def load(path: Path = HOME) -> Words:
    """Read the words from their file."""
    content: Any = yaml.safe_load(path.read_text("utf-8"))
    return Words.model_validate(content)
