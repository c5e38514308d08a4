"""One pass over a message: what both the classifier and the tagger look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from language import pinyin
from language.clauses import Border, Clauses, stretches
from language.entities import Candidate, find
from language.ideas import Idea, Ideas
from language.lexicon import Hit, Lexicon
from language.normalise import Normalised
from language.resources import Resources
from language.segment import Segmenter

KNOWN = "known "


@dataclass(frozen=True, slots=True)
class Reading:
    """A message with everything that is known before anything is decided."""

    source: Normalised
    words: tuple[str, ...]
    """Together they are the text."""
    borders: tuple[Border, ...]
    clauses: tuple[tuple[int, int], ...]
    """Where what is said in one breath begins and ends."""
    hits: tuple[Hit, ...]
    """Names of the lookups."""
    ideas: tuple[Idea, ...]
    known: tuple[Idea, ...]
    """Names that examples have taught, called `KNOWN` and the entity they were."""
    candidates: tuple[Candidate, ...]

    @property
    def text(self) -> str:
        """The folded text."""
        return self.source.text


class Reader:
    """Reads messages by one set of word lists."""

    def __init__(
        self,
        resources: Resources,
        segmenter: Segmenter,
        syllables: Mapping[str, str],
        known: Mapping[str, Sequence[str]],
    ) -> None:
        self.resources = resources
        self.segmenter = segmenter
        self.syllables = syllables
        self.known = known
        self.sounds = pinyin.sounds(syllables)
        self._normalise = resources.normaliser()
        self._clauses = Clauses(resources.connectives)
        self._names = Lexicon(resources.lookups, self._normalise)
        learnt = {KNOWN + entity: names for entity, names in known.items()}
        self._ideas = Ideas({**resources.ideas, **learnt}, self._normalise)

    @classmethod
    def build(
        cls, resources: Resources, known: Mapping[str, Sequence[str]] | None = None
    ) -> Reader:
        """Make the dictionary and the table of readings anew; takes a second."""
        normalise = resources.normaliser()
        words = (normalise(word).text for word in resources.uncut())
        return cls(resources, Segmenter.build(words), pinyin.readings(), known or {})

    def knowing(self, known: Mapping[str, Sequence[str]]) -> Reader:
        """Give a reader that has learnt names besides."""
        return Reader(self.resources, self.segmenter, self.syllables, known)

    def can_read(self, text: str) -> bool:
        """Say whether there is a single character to be read."""
        return bool(self._normalise(text).text)

    def read(self, text: str, *, today: date) -> Reading:
        """Normalise, cut and look up one message."""
        return self.look(self._normalise(text), today=today)

    def look(self, source: Normalised, *, today: date) -> Reading:
        """Cut and look up a message, or a part of one, that is normalised."""
        text = source.text
        borders = self._clauses.borders(text)
        found = self._ideas.find(text)
        return Reading(
            source=source,
            words=self.segmenter.cut(text),
            borders=borders,
            clauses=tuple(stretches(text, borders)),
            hits=self._names.find(text),
            ideas=tuple(idea for idea in found if not idea.name.startswith(KNOWN)),
            known=tuple(idea for idea in found if idea.name.startswith(KNOWN)),
            candidates=find(text, today),
        )
