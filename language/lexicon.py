"""Names and ideas in a text, found by spaCy's phrase matcher over single characters.

Over characters, because word borders bend entities: jieba may cut a sentence so that
a district is only part of a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from language.normalise import Normaliser


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a list, found in a text."""

    kind: str
    start: int
    end: int
    value: str


class Lexicon:
    """Finds the phrases of many lists in a folded text, in one pass."""

    def __init__(
        self, lookups: Mapping[str, Iterable[tuple[str, ...]]], normaliser: Normaliser
    ) -> None:
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        self._values: dict[tuple[str, str], str] = {}
        for kind, entries in lookups.items():
            forms = {
                normaliser(form).text: entry[0] for entry in entries for form in entry
            }
            self._values |= {(kind, form): value for form, value in forms.items()}
            self._matcher.add(kind, [self._doc(form) for form in forms if form])

    def find(self, text: str) -> tuple[Hit, ...]:
        """Find every phrase, shorter ones within longer ones of its kind left out."""
        if not text:
            return ()
        found = [
            (self._vocab.strings[kind], start, end)
            for kind, start, end in self._matcher(self._doc(text))
        ]
        found.sort(key=lambda hit: (hit[0], hit[1], -hit[2]))
        hits: list[Hit] = []
        for kind, start, end in found:
            within = hits and hits[-1].kind == kind and end <= hits[-1].end
            if not within:
                value = self._values[kind, text[start:end]]
                hits.append(Hit(kind, start, end, value))
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.kind)))

    def _doc(self, text: str) -> Doc:
        """Make a document whose every token is one character."""
        return Doc(self._vocab, words=list(text), spaces=[False] * len(text))
