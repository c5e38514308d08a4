"""The catalogue: which intents and entities there are, and which skill they serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from language.errors import DataError

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a worker may want, as the catalogue describes it."""

    name: str
    skill: str
    kind: str
    boundary: str
    example: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every intent with its skill, and every entity."""

    intents: Mapping[str, Intent]
    entities: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read intents.yml and entities.yml of a folder of language data."""
        intents = {intent.name: intent for intent in _intents(folder / "intents.yml")}
        return cls(intents, tuple(read_yaml(folder / "entities.yml")))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Catalogue:
        """Read what `to_json` wrote."""
        intents = {fields["name"]: Intent(**fields) for fields in stored["intents"]}
        return cls(intents, tuple(stored["entities"]))

    def to_json(self) -> dict[str, Any]:
        """Give the catalogue as plain lists and mappings."""
        intents = [asdict(intent) for intent in self.intents.values()]
        return {"intents": intents, "entities": self.entities}

    @property
    def skills(self) -> tuple[str, ...]:
        """Name the skills in the catalogue's order."""
        return tuple(dict.fromkeys(intent.skill for intent in self.intents.values()))

    def skill_of(self, intent: str) -> str:
        """Name the skill that serves an intent."""
        return self.intents[intent].skill


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a mapping from a YAML file, or say which file is wrong and why."""
    content = parse_yaml(path)
    if not isinstance(content, dict):
        raise DataError(f"{path}: holds no mapping; write `name: …` lines")
    return content


def parse_yaml(path: Path) -> object:
    """Read whatever a YAML file holds."""
    try:
        content: object = yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    return content


LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)
"""The C loader is safe as well and reads the examples ten times as fast."""


def _intents(path: Path) -> Iterator[Intent]:
    """Read the intents, skill by skill."""
    for skill, intents in read_yaml(path).items():
        for name, fields in intents.items():
            try:
                yield Intent(
                    name=name,
                    skill=skill,
                    kind=fields["kind"],
                    boundary=fields["boundary"],
                    example=fields["example"],
                )
            except (KeyError, TypeError) as error:
                raise DataError(f"{path}: {name} lacks {error}") from error
