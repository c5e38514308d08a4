"""What is different between two wordings of an article, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from helpdesk.knowledge.checks_file import label
from helpdesk.knowledge.fields import FIELDS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: kept, taken out or put in."""

    text: str
    kind: str = "kept"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same any more."""

    field: str
    label: str
    pieces: tuple[Piece, ...]


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Return the fields that differ; what neither side has is not looked at."""
    return tuple(
        Difference(name, label(name), pieces(text(before.get(name)), text(value)))
        for name in FIELDS
        if name in after and text(before.get(name)) != text(value := after[name])
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Cut two texts where they part and meet again.

    >>> [(piece.kind, piece.text) for piece in pieces("每月300元", "每月350元")]
    [('kept', '每月3'), ('removed', '0'), ('added', '5'), ('kept', '0元')]
    """
    return tuple(piece for piece in _pieces(before, after) if piece.text)


def text(value: object) -> str:
    """Write a field's value as it is compared: lists line by line."""
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _pieces(before: str, after: str) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(before[begin:end])
            continue
        yield Piece(before[begin:end], "removed")
        yield Piece(after[other_begin:other_end], "added")
