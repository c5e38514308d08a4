"""Where a message pauses: what is said in one breath, and the borders between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

SHORTEST = 4
"""A part of fewer characters asks for nothing by itself."""

MOST_BORDERS = 8
KINDS = ("said", "ended", "paused")
BREATH = re.compile(r"[^\s,.。;:?!、\"“”‘’'()\[\]【】《》…~\-—·]+")


class Border(NamedTuple):
    """A place where another request may begin."""

    left: int
    right: int
    kind: str
    """`said` by a connective, `ended` by punctuation, or only `paused`."""


class Clauses:
    """Finds borders and stretches by punctuation and a language's connectives."""

    def __init__(self, connectives: Mapping[str, Sequence[str]]) -> None:
        self._border = _border(connectives)

    def borders(self, text: str) -> tuple[Border, ...]:
        """Give the strongest borders, in their order, none too close to another."""
        found = []
        for match in self._border.finditer(text):
            kind = str(match.lastgroup)
            right = match.start(kind) if kind == "said" else match.end()
            found.append(Border(match.start(), right, kind))
        if not found:
            return ()
        found.sort(key=lambda border: KINDS.index(border.kind))
        kept: list[Border] = []
        for border in found:
            before = max((b.right for b in kept if b.right <= border.left), default=0)
            after = min(
                (b.left for b in kept if b.left >= border.right), default=len(text)
            )
            roomy = border.left - before >= SHORTEST
            if roomy and after - border.right >= SHORTEST:
                kept.append(border)
        return tuple(sorted(kept[:MOST_BORDERS]))


def stretches(text: str, borders: Sequence[Border]) -> Iterator[tuple[int, int]]:
    """Give what is said in one breath; a border inside ends it."""
    for breath in BREATH.finditer(text):
        start, end = breath.span()
        for border in borders:
            if start < border.left < end:
                yield start, border.left
            if start < border.right < end:
                start = border.right
            elif start < border.left < end:
                start = end
        if start < end:
            yield start, end


def _border(connectives: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Make the pattern of what may stand between two requests."""

    def either(kind: str) -> str:
        words = sorted(connectives.get(kind, ()), key=len, reverse=True)
        return "|".join(map(re.escape, words)) or "(?!)"

    return re.compile(
        rf"[ ,。?!;、]*(?P<said>{either('said')})|(?P<ended>[。?!;][ ,。?!;]*)"
        rf"|(?P<paused>[, ]+|{either('paused')})"
    )
