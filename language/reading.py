"""One pass over a message: what both the classifier and the tagger look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from language import pinyin
from language.entities import Candidate, find
from language.lexicon import Hit, Lexicon
from language.normalise import Normalised
from language.resources import Resources
from language.segment import Segmenter, Word


@dataclass(frozen=True, slots=True)
class Reading:
    """A message with everything that is known before anything is decided."""

    source: Normalised
    words: tuple[Word, ...]
    syllables: tuple[str, ...]
    hits: tuple[Hit, ...]
    """Names of the lookups."""
    concepts: tuple[Hit, ...]
    """Ideas, however they are said."""
    candidates: tuple[Candidate, ...]

    @property
    def text(self) -> str:
        """The folded text."""
        return self.source.text

    def part(self, start: int, end: int) -> Reading:
        """Give the reading of a stretch of the text, as if it stood alone."""
        return Reading(
            source=self.source.part(start, end),
            words=tuple(_within(self.words, start, end)),
            syllables=self.syllables[start:end],
            hits=tuple(_within(self.hits, start, end)),
            concepts=tuple(_within(self.concepts, start, end)),
            candidates=tuple(_within(self.candidates, start, end)),
        )


Place = TypeVar("Place", Word, Hit, Candidate)


def _within(places: Iterable[Place], start: int, end: int) -> Iterator[Place]:
    """Give the places that lie within a stretch, counted from its start."""
    for place in places:
        if start <= place.start and place.end <= end:
            yield place.moved(-start)


class Reader:
    """Reads messages by one set of word lists."""

    def __init__(
        self, resources: Resources, segmenter: Segmenter, syllables: Mapping[str, str]
    ) -> None:
        self.resources = resources
        self.segmenter = segmenter
        self.syllables = syllables
        self._normalise = resources.normaliser()
        said = {name: zip(said) for name, said in resources.concepts.items()}
        self._lexicon = Lexicon({**resources.lookups, **said}, self._normalise)

    @classmethod
    def build(cls, resources: Resources) -> Reader:
        """Make the dictionary and the table of readings anew; takes a second."""
        normalise = resources.normaliser()
        words = (normalise(word).text for word in resources.uncut())
        return cls(resources, Segmenter.build(words), pinyin.readings())

    def read(self, text: str, *, today: date) -> Reading:
        """Normalise, cut and look up one message."""
        source = self._normalise(text)
        folded = source.text
        found = self._lexicon.find(folded)
        ideas = self.resources.concepts.keys()
        return Reading(
            source=source,
            words=self.segmenter.cut(folded),
            syllables=tuple(self.syllables.get(c, c) for c in folded),
            hits=tuple(hit for hit in found if hit.kind not in ideas),
            concepts=tuple(hit for hit in found if hit.kind in ideas),
            candidates=find(folded, today),
        )
