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

    shape: str = ""
    """What it looks like, where its length alone does not tell that it is whole."""


class PutRight(_Read):
    """How a part of a number is put right: patterns; ``{digits}`` is the part."""

    end: str
    head: str
    swap: str


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
    digits: Mapping[str, float]
    dtmf: Mapping[str, int | str]
    number: Mapping[str, int | str]
    amount: int


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
    polite: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    numbers: Mapping[str, Number]
    put_right: PutRight
    yes_no: tuple[str, ...]
    amounts: tuple[str, ...]
    listening: Listening
    stories: tuple[str, ...]
    least_confidence: float
    patience_seconds: float
    callback_subject: str

    def means(self, meaning: str, text: str) -> bool:
        """Tell whether a whole text means this, politeness around it apart."""
        bare = _bare(text)
        if meaning in self.polite:
            bare = self._core(bare)
        return bare != "" and bare in self.says[meaning]

    def opens(self, meaning: str, text: str) -> bool:
        """Tell whether a text begins with a word of two characters that means this."""
        bare = _bare(text)
        return any(len(w) > 1 and bare.startswith(w) for w in self.says[meaning])

    def _core(self, bare: str) -> str:
        """Take “麻烦你” from the beginning and “好吗” from the end of a text."""
        before = next((w for w in self.before if bare.startswith(w)), "")
        after = next((w for w in self.after if bare.endswith(w)), "")
        core = bare[len(before) : len(bare) - len(after)]
        return self._core(core) if core and core != bare else bare


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def load(path: Path = HOME) -> Words:
    """Read the words from their file."""
    content: Any = yaml.safe_load(path.read_text("utf-8"))
    return Words.model_validate(content)
