"""Reading cases to measure with: held-out YAML and evaluation JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from language.catalogue import parse_yaml
from language.errors import DataError
from language.examples import Taught, read_folder

SEVERAL = "requests.yml"
"""The held-out file of messages with several requests, beside the skills' folders."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An entity that a person found; without a value only its place is judged."""

    entity: str
    text: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A message with what a person understood."""

    text: str
    requests: tuple[str, ...]
    """The intents in order; most messages have one."""
    channel: str = "chat"
    alternatives: tuple[str, ...] = ()
    """Intents that are as good as the first."""
    entities: tuple[Expected, ...] | None = None
    """None where nobody marked any."""
    file: str = ""
    """Where it stands, below the folder that was read."""

    @property
    def intent(self) -> str:
        """The intent of the first request."""
        return self.requests[0]

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every intent that is right for the first request."""
        return self.intent, *self.alternatives


def read_heldout(folder: Path) -> Iterator[Case]:
    """Read the held-out sentences of a folder of language data."""
    for skill in sorted(path for path in folder.glob("*/") if path.is_dir()):
        for taught in read_folder(skill):
            yield _of_taught(taught, folder)
    if (folder / SEVERAL).exists():
        yield from _several(folder / SEVERAL)


def read_lines(path: Path) -> Iterator[Case]:
    """Read cases from JSON lines: text, intent (or intents), channel, alt, entities."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield _of_line(json.loads(line), path.name)
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(f"{path}: line {number}: {error!r}") from error


def _of_taught(taught: Taught, folder: Path) -> Case:
    """Take a case from an example with marked entities."""
    example = taught.example
    marked = tuple(
        Expected(mark.entity, example.text[mark.start : mark.end])
        for mark in example.entities
    )
    return Case(
        example.text,
        (example.intent,),
        example.channel,
        entities=marked,
        file=taught.path.relative_to(folder).as_posix(),
    )


def _several(path: Path) -> Iterator[Case]:
    """Read a list of messages with several requests."""
    content = parse_yaml(path)
    if not isinstance(content, list):
        raise DataError(f"{path}: holds no list; write `- {{text: …, intents: […]}}`")
    for fields in content:
        try:
            yield Case(
                fields["text"],
                tuple(fields["intents"]),
                fields.get("channel", "chat"),
                file=path.name,
            )
        except (KeyError, TypeError) as error:
            raise DataError(f"{path}: {fields!r} lacks {error}") from error


def _of_line(fields: dict[str, Any], file: str) -> Case:
    intents = fields["intent"]
    marked = fields.get("entities")
    return Case(
        text=fields["text"],
        requests=(intents,) if isinstance(intents, str) else tuple(intents),
        channel=fields.get("channel", "chat"),
        alternatives=(fields["alt"],) if fields.get("alt") else (),
        entities=None
        if marked is None
        else tuple(Expected(e["entity"], e["text"], e.get("value")) for e in marked),
        file=file,
    )
