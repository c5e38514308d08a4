"""Training examples: the library's own form, and Rasa's YAML format on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from language.catalogue import read_yaml
from language.errors import DataError

CHANNELS = ("chat", "asr")
MARKED = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<entity>[^()\s]+)\)")
BULLET = re.compile(r"^\s*-\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Annotation:
    """An entity that a person marked, by its place in the text."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what it means."""

    text: str
    intent: str
    channel: str = "chat"
    entities: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Taught:
    """An example with the file and the raw line that it comes from."""

    path: Path
    line: str
    example: Example


def unmark(line: str) -> tuple[str, tuple[Annotation, ...]]:
    """Take the marks of entities out of a line.

    >>> unmark("我在[宝安](district)上班")
    ('我在宝安上班', (Annotation(entity='district', start=2, end=4),))
    """
    pieces: list[str] = []
    found: list[Annotation] = []
    length = done = 0
    for match in MARKED.finditer(line):
        pieces += (line[done : match.start()], match["text"])
        length += match.start() - done
        found.append(Annotation(match["entity"], length, length + len(match["text"])))
        length += len(match["text"])
        done = match.end()
    return "".join(pieces) + line[done:], tuple(found)


def read_folder(folder: Path) -> Iterator[Taught]:
    """Read every example below a folder, in the order of the files' names."""
    for path in sorted(folder.rglob("*.yml")):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[Taught]:
    """Read the examples of one file in Rasa's format."""
    for block in read_yaml(path).get("nlu") or []:
        if not isinstance(block, dict) or "intent" not in block:
            raise DataError(f"{path}: a block without an intent; write `- intent: …`")
        for line in _lines(path, block):
            text, entities = unmark(line)
            channel = (block.get("metadata") or {}).get("channel", "chat")
            example = Example(text, block["intent"], channel, entities)
            yield Taught(path, line, example)


def _lines(path: Path, block: dict[str, Any]) -> Iterator[str]:
    """Give the lines of a block; every line is an example of its own."""
    examples = block.get("examples")
    if not isinstance(examples, str):
        raise DataError(f"{path}: {block['intent']} has no `examples: |` text")
    for line in examples.splitlines():
        if stripped := BULLET.sub("", line).strip():
            yield stripped
