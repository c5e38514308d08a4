"""A conditional random field over characters that knows names by their context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pycrfsuite

from language.errors import ModelError
from language.reading import Reading

crfsuite: Any = pycrfsuite  # whose names are in an extension without stubs

FILE = "tagger.crfsuite"
OUTSIDE = "O"
PARAMETERS = {"c1": 0.05, "c2": 0.02, "max_iterations": 30, "feature.minfreq": 2}
EDGE = "_"


@dataclass(frozen=True, slots=True)
class Tag:
    """A stretch of folded text that the tagger takes for an entity."""

    entity: str
    start: int
    end: int


class Tagger:
    """Tags the characters of a reading."""

    def __init__(self, trained: bytes) -> None:
        self._trained = trained  # crfsuite reads from it as long as it tags
        self._tagger = crfsuite.Tagger()
        try:
            self._tagger.open_inmemory(trained)
        except ValueError as error:
            raise ModelError(f"{FILE}: is no trained tagger: {error}") from error

    @classmethod
    def train(cls, examples: Iterable[tuple[Reading, Sequence[Tag]]]) -> Tagger:
        """Train on readings with their marked entities."""
        trainer = crfsuite.Trainer(algorithm="lbfgs", params=PARAMETERS, verbose=False)
        for reading, tags in examples:
            if reading.text:
                trainer.append(describe(reading), labels(len(reading.text), tags))
        with TemporaryDirectory() as folder:
            path = Path(folder, FILE)
            trainer.train(str(path))
            return cls(path.read_bytes())

    @classmethod
    def load(cls, folder: Path) -> Tagger:
        """Read a saved tagger."""
        return cls((folder / FILE).read_bytes())

    def save(self, folder: Path) -> None:
        """Write what `load` reads."""
        (folder / FILE).write_bytes(self._trained)

    def tag(self, reading: Reading) -> tuple[Tag, ...]:
        """Find the most likely entities of a reading."""
        if not reading.text:
            return ()
        return tuple(_spans(self._tagger.tag(describe(reading))))


def labels(length: int, tags: Iterable[Tag]) -> list[str]:
    """Write spans as one label a character: B- begins, I- goes on, O is outside."""
    written = [OUTSIDE] * length
    for tag in tags:
        written[tag.start] = f"B-{tag.entity}"
        for place in range(tag.start + 1, tag.end):
            written[place] = f"I-{tag.entity}"
    return written


def _spans(written: Sequence[str]) -> Iterator[Tag]:
    """Read labels as spans; an I- that nothing began begins one."""
    start, entity = 0, ""
    for place, label in enumerate([*written, OUTSIDE]):
        if entity and label != f"I-{entity}":
            yield Tag(entity, start, place)
            entity = ""
        if not entity and label != OUTSIDE:
            start, entity = place, label[2:]


def describe(reading: Reading) -> list[list[str]]:
    """List the features of each character: itself, its neighbours, word and lists."""
    padded = [EDGE, EDGE, *reading.text, EDGE, EDGE]
    marks: list[list[str]] = [[], *_marks(reading), []]
    words = _words(reading)
    described = []
    for place, sound in enumerate(reading.syllables):
        a, b, c, d, e = padded[place : place + 5]
        before, here, after = marks[place : place + 3]
        described.append([
            f"0{c}", f"-1{b}", f"+1{d}", f"-2{a}", f"+2{e}",
            f"-10{b}{c}", f"01{c}{d}", f"-2-1{a}{b}", f"12{d}{e}", f"-101{b}{c}{d}",
            f"p{sound}", *words[place],
            *here, *(f"<{mark}" for mark in before), *(f">{mark}" for mark in after),
        ])  # fmt: skip
    return described


def _words(reading: Reading) -> list[tuple[str, ...]]:
    """Tell each character its word, its place in it, and the words beside it."""
    told: list[tuple[str, ...]] = []
    texts = [EDGE, *(word.text for word in reading.words), EDGE]
    for index, word in enumerate(texts[1:-1], start=1):
        for place in range(len(word)):
            border = _border(place, len(word))
            told.append(
                (
                    f"w{word}",
                    f"j{border}{len(word)}",
                    f"w-{texts[index - 1]}",
                    f"w+{texts[index + 1]}",
                )
            )
    return told


def _marks(reading: Reading) -> list[list[str]]:
    """Tell each character the lists and patterns that it is part of."""
    marks: list[list[str]] = [[] for _ in reading.text]
    for hit in reading.hits:
        for place in range(hit.start, hit.end):
            border = _border(place - hit.start, hit.end - hit.start)
            marks[place].append(f"l{hit.kind}{border}")
    for candidate in reading.candidates:
        kind = candidate.entity if candidate.sure else f"{candidate.entity}?"
        for place in range(candidate.start, candidate.end):
            border = _border(place - candidate.start, candidate.end - candidate.start)
            marks[place].append(f"r{kind}{border}")
    return marks


def _border(place: int, length: int) -> str:
    """Name a place in a stretch: Single, Begin, Middle or End."""
    if length == 1:
        return "S"
    return "B" if place == 0 else "E" if place == length - 1 else "M"
