"""Ideas, however they are said: the phrases of the concept lexicon in a text.

Not with spaCy's phrase matcher, which knows no gaps and needs a second to take in
twenty-five thousand phrases each time a model is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from language.clauses import BREATH
from language.normalise import Normaliser

GAP = "…"
WIDEST = 8
"""Characters that a gap may stand for."""


class Idea(NamedTuple):
    """An idea found in a text."""

    name: str
    start: int
    end: int


Parts = tuple[str, ...]


class Ideas:
    """Finds the phrases of all ideas in one pass over a folded text.

    One dictionary holds every beginning of every phrase: what is not in it leads to no
    phrase. A value is None, or the names of the ideas that are complete there and of
    those that go on after a gap, with the parts that must follow.
    """

    def __init__(
        self, phrases: Mapping[str, Iterable[str]], normaliser: Normaliser
    ) -> None:
        self._beginnings: dict[str, tuple[Parts, tuple[tuple[str, Parts], ...]] | None]
        self._beginnings = {}
        for name, said in phrases.items():
            for phrase in said:
                first, *rest = (normaliser(part).text for part in phrase.split(GAP))
                self._add(name, first, tuple(rest))

    def _add(self, name: str, first: str, rest: Parts) -> None:
        """Take in a phrase: its first part, and what must follow after gaps."""
        whole, gapped = self._beginnings.get(first) or ((), ())
        if rest:
            gapped = (*gapped, (name, rest))
        else:
            whole = (*whole, name)
        for end in range(1, len(first)):
            self._beginnings.setdefault(first[:end], None)
        self._beginnings[first] = (whole, gapped)

    def find(self, text: str) -> tuple[Idea, ...]:
        """Find every phrase; a phrase with gaps does not run over punctuation."""
        found: list[Idea] = []
        beginnings, size = self._beginnings, len(text)
        for start in range(size):
            end = start + 1
            while (beginning := text[start:end]) in beginnings:
                if said := beginnings[beginning]:
                    for name in said[0]:
                        found.append(Idea(name, start, end))
                    for name, rest in said[1]:
                        if rest[0] in text and (whole := _closed(text, end, rest)):
                            found.append(Idea(name, start, whole))
                if end == size:
                    break
                end += 1
        return tuple(found)


def longest(found: Iterable[Idea]) -> Iterator[Idea]:
    """Keep what no longer find runs into; of one stretch all that it may be."""
    kept: list[Idea] = []
    for idea in sorted(found, key=lambda idea: (idea.start - idea.end, idea)):
        same = [k for k in kept if k.start < idea.end and idea.start < k.end]
        if all((k.start, k.end) == (idea.start, idea.end) for k in same):
            kept.append(idea)
            yield idea


def _closed(text: str, end: int, rest: Parts) -> int:
    """Find the other parts of a phrase in their order; 0 if one is missing."""
    for part in rest:
        place = text.find(part, end, end + WIDEST + len(part))
        if place < 0 or not (place == end or BREATH.fullmatch(text, end, place)):
            return 0
        end = place + len(part)
    return end
