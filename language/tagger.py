"""A conditional random field over characters that knows names by their context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pycrfsuite

from language.keys import Keys, Places
from language.linear import Linear
from language.page import Page
from language.softmax import Floats
from language.surroundings import surroundings
from language.viterbi import best_paths

crfsuite: Any = pycrfsuite  # whose names are in an extension without stubs

NAME, LABELS, TRANSITIONS = "tagger", "labels.txt", "transitions.npy"
OUTSIDE = "O"
PARAMETERS = {"c1": 0.05, "c2": 0.02, "max_iterations": 80}


@dataclass(frozen=True, slots=True)
class Tag:
    """A stretch of folded text that the tagger takes for an entity."""

    entity: str
    start: int
    end: int


class Tagger:
    """Tags the characters of readings."""

    def __init__(
        self, labels: tuple[str, ...], linear: Linear, transitions: Floats
    ) -> None:
        self.labels = labels
        self._linear = linear
        self._transitions = transitions

    @classmethod
    def load(cls, folder: Path) -> Tagger:
        """Read a saved tagger."""
        labels = tuple((folder / LABELS).read_text("utf-8").split("\n"))
        transitions = np.load(folder / TRANSITIONS, allow_pickle=False)
        return cls(labels, Linear.load(folder, NAME), transitions)

    def save(self, folder: Path) -> None:
        """Write what `load` reads."""
        (folder / LABELS).write_text("\n".join(self.labels), "utf-8")
        np.save(folder / TRANSITIONS, self._transitions)
        self._linear.save(folder, NAME)

    def tag(self, page: Page, intents: Sequence[str]) -> list[tuple[Tag, ...]]:
        """Find the likeliest entities of each reading on a page, given its intent."""
        keys, owners = surroundings(page, intents)
        states = self._linear.sums(keys, owners, page.size)
        paths = best_paths(states, page.starts, page.lengths, self._transitions)
        return [
            tuple(_spans([self.labels[place] for place in path])) if path.any() else ()
            for path in paths
        ]


class Teacher:
    """Collects tagged readings, and trains a tagger on them."""

    def __init__(self) -> None:
        self._trainer = crfsuite.Trainer(
            algorithm="lbfgs", params=PARAMETERS, verbose=False
        )

    def show(
        self, page: Page, intents: Sequence[str], tagged: Sequence[Sequence[Tag]]
    ) -> None:
        """Take in the readings of a page with their marked entities."""
        keys, owners = surroundings(page, intents)
        described = _by_owner(keys, owners, page.size)
        places = zip(page.starts.tolist(), page.lengths.tolist(), tagged, strict=True)
        for start, length, tags in places:
            if length:
                told = described[start : start + length]
                self._trainer.append(told, labels(length, tags))

    def teach(self) -> Tagger:
        """Train on all that was shown."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "trained")
            self.write(path)
            return read(path)

    def write(self, path: Path) -> None:
        """Train, and leave what was learnt in a file of crfsuite's own."""
        self._trainer.train(str(path))


def _by_owner(keys: Keys, owners: Places, rows: int) -> list[list[str]]:
    """Write the keys of every character as names, which is what crfsuite takes."""
    order = np.argsort(owners, kind="stable")
    ends = np.cumsum(np.bincount(owners, minlength=rows)).tolist()
    names = [format(key, "x") for key in keys[order].tolist()]
    return [names[a:b] for a, b in zip([0, *ends[:-1]], ends, strict=True)]


def read(path: Path) -> Tagger:
    """Take the weights out of what crfsuite learnt; the first label is `O`."""
    opened = crfsuite.Tagger()
    opened.open(str(path))
    learnt = opened.info()
    known = [OUTSIDE, *sorted({*learnt.labels} - {OUTSIDE})]
    place = {label: number for number, label in enumerate(known)}
    keys = {name: row for row, name in enumerate(sorted(learnt.attributes))}
    weights = np.zeros((len(keys), len(known)), np.float32)
    for (name, label), weight in learnt.state_features.items():
        weights[keys[name], place[label]] = weight
    transitions = np.zeros((len(known), len(known)), np.float32)
    for (before, after), weight in learnt.transitions.items():
        transitions[place[before], place[after]] = weight
    halved = weights.astype(np.float16).astype(np.float32)  # as they will be saved
    listed = np.array([int(name, 16) for name in keys], np.uint64)
    return Tagger(tuple(known), Linear(listed, halved), transitions)


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
