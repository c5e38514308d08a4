"""Reading cases to measure with: held-out YAML and evaluation JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from language.catalogue import parse_yaml
from language.errors import DataError
from language.evaluate import Case, Expected
from language.examples import Taught, read_folder

SEVERAL = "requests.yml"
"""The held-out file of messages with several requests, beside the skills' folders."""


def read_heldout(folder: Path) -> Iterator[Case]:
    """Read the held-out sentences of a folder of language data."""
    for skill in sorted(path for path in folder.glob("*/") if path.is_dir()):
        for taught in read_folder(skill):
            yield _of_taught(taught)
    if (folder / SEVERAL).exists():
        yield from _several(folder / SEVERAL)


def read_lines(path: Path) -> Iterator[Case]:
    """Read cases from JSON lines: text, intent (or intents), channel, alt, entities."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield _of_line(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(f"{path}: line {number}: {error!r}") from error


def _of_taught(taught: Taught) -> Case:
    """Take a case from an example with marked entities."""
    example = taught.example
    marked = tuple(
        Expected(mark.entity, example.text[mark.start : mark.end])
        for mark in example.entities
    )
    return Case(example.text, (example.intent,), example.channel, entities=marked)


def _several(path: Path) -> Iterator[Case]:
    """Read a list of messages with several requests."""
    content = parse_yaml(path)
    if not isinstance(content, list):
        raise DataError(f"{path}: holds no list; write `- {{text: …, intents: […]}}`")
    for fields in content:
        try:
            requests = tuple(fields["intents"])
            yield Case(fields["text"], requests, fields.get("channel", "chat"))
        except (KeyError, TypeError) as error:
            raise DataError(f"{path}: {fields!r} lacks {error}") from error


def _of_line(fields: dict[str, Any]) -> Case:
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
    )
