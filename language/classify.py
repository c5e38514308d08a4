"""Which intent a message has, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from language import calibrate
from language.catalogue import OUT_OF_SCOPE
from language.features import Counts
from language.keys import Keys, Places
from language.linear import UNKNOWN, Linear, Table, csr_matrix
from language.softmax import SEED, Floats, Row, fit, probabilities

NAME, SETTINGS = "classifier", "classifier.json"
FOLDS = 4
SEEN_AT_LEAST = 2
"""A feature of one sentence alone teaches that sentence, not the language."""

RANKED = 5
"""Intents that are told with a message."""

LEAST = 1e-9
"""The squared length of nothing, so that it can be divided by."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What calibration found out."""

    temperature: float = 1.0
    bar: float = 0.5
    """The probability of being foreign from which a message is turned away."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The decided intent of each row of evidence, and how probable each intent is."""

    intents: tuple[str, ...]
    chosen: Places
    chances: Floats

    def intent(self, row: int) -> str:
        """Name the intent that was decided for."""
        return self.intents[int(self.chosen[row])]

    def confidence(self, row: int) -> float:
        """Say how probable it is."""
        return float(self.chances[row, self.chosen[row]])

    def foreign(self) -> list[float]:
        """Say for each row how probable it is that nothing of it is ours."""
        if OUT_OF_SCOPE not in self.intents:
            return [0.0] * len(self.chosen)
        chances: list[float] = self.chances[
            :, self.intents.index(OUT_OF_SCOPE)
        ].tolist()
        return chances

    def rankings(self) -> list[tuple[tuple[str, float], ...]]:
        """Give for each row the likeliest intents with their probabilities."""
        order = np.argsort(-self.chances, axis=1, kind="stable")[:, :RANKED]
        chances = np.take_along_axis(self.chances, order, axis=1).tolist()
        return [
            tuple(
                (self.intents[place], chance)
                for place, chance in zip(*row, strict=True)
            )
            for row in zip(order.tolist(), chances, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained linear model; it only reads.

    Evidence is a row of scores, one for each intent, and at its end the squared length
    of what was counted. Rows of neighbouring stretches can be added up.
    """

    intents: tuple[str, ...]
    linear: Linear
    settings: Settings

    @classmethod
    def load(cls, folder: Path, intents: tuple[str, ...]) -> Classifier:
        """Read a saved classifier."""
        settings = json.loads((folder / SETTINGS).read_text("utf-8"))
        return cls(intents, Linear.load(folder, NAME), Settings(**settings))

    def save(self, folder: Path) -> None:
        """Write what `load` reads."""
        self.linear.save(folder, NAME)
        (folder / SETTINGS).write_text(json.dumps(asdict(self.settings)), "utf-8")

    def weigh(self, counts: Counts) -> Floats:
        """Give the evidence of every owner."""
        return self.linear.sums(counts.keys, counts.owners, counts.rows)

    def decide(self, evidence: Floats) -> Verdicts:
        """Choose the likeliest intent of each row, or turn it away."""
        chances = probabilities(scaled(evidence), self.settings.temperature)
        chosen = chances.argmax(axis=1)
        if OUT_OF_SCOPE in self.intents:
            foreign = self.intents.index(OUT_OF_SCOPE)
            refused = chances[:, foreign] >= self.settings.bar
            ours = chances.copy()
            ours[:, foreign] = 0
            chosen = np.where(refused, foreign, ours.argmax(axis=1))
        return Verdicts(self.intents, chosen, chances)


def scaled(evidence: Floats) -> Floats:
    """Give scores that do not grow with the length of a message."""
    lengths = np.sqrt(np.maximum(evidence[:, -1:], LEAST))
    scores: Floats = (evidence[:, :-1] / lengths).astype(np.float32)
    return scores


def summed(evidence: Floats, counts: Counts) -> Floats:
    """Add up the evidence of all owners of each message."""
    sums: Floats = np.add.reduceat(evidence, counts.firsts[:-1], axis=0)
    return sums


@dataclass(frozen=True, slots=True)
class Trained:
    """A classifier, and lesser ones with what they said of examples they never saw."""

    classifier: Classifier
    rehearsing: Classifier
    unseen: tuple[int, ...]
    """The examples that the rehearsing classifier has not seen."""
    verdicts: Verdicts
    """Of every example, by a classifier that has not seen it."""


def train(
    counts: Counts,
    taught: Sequence[str],
    *,
    intents: tuple[str, ...],
    progress: Progress = lambda line: None,
) -> Trained:
    """Fit on all examples, and calibrate on folds that a fit did not see."""
    labels = np.array([intents.index(intent) for intent in taught], np.int64)
    folds = np.random.default_rng(SEED).permutation(np.arange(len(labels)) % FOLDS)
    messages = counts.messages()
    evidence = np.zeros((len(labels), len(intents) + 1), np.float32)
    for fold in range(FOLDS):
        progress(f"intents: fold {fold + 1} of {FOLDS}")
        lesser = _fit(counts.keys, messages, labels, intents, folds != fold)
        unseen = np.flatnonzero(folds == fold)
        theirs = np.isin(messages, unseen)
        sums = lesser.linear.sums(counts.keys[theirs], messages[theirs], len(labels))
        evidence[unseen] = sums[unseen]
    settings = _calibrated(scaled(evidence), labels, intents)
    progress("intents: all examples")
    whole = _fit(counts.keys, messages, labels, intents, folds >= 0)
    rehearsing = replace(lesser, settings=settings)
    return Trained(
        classifier=replace(whole, settings=settings),
        rehearsing=rehearsing,
        unseen=tuple(unseen.tolist()),
        verdicts=rehearsing.decide(evidence),
    )


def _fit(
    keys: Keys,
    messages: Places,
    labels: Places,
    intents: tuple[str, ...],
    wanted: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Classifier:
    """Learn the weights of one set of examples."""
    among = wanted[messages]
    matrix, known = _matrix(keys[among], messages[among], len(labels))
    documents = np.maximum((matrix > 0).sum(axis=0).A1, 1)
    rarity = (np.log((1 + wanted.sum()) / (1 + documents)) + 1).astype(np.float32)
    rows = list(_rows(matrix, rarity, labels, np.flatnonzero(wanted)))
    weights = fit(rows, features=len(known), classes=len(intents))
    table = np.column_stack([weights * rarity[:, None], rarity**2])
    halved = table.astype(np.float16).astype(np.float32)  # as they will be saved
    return Classifier(intents, Linear(known, halved), Settings())


def _matrix(keys: Keys, messages: Places, rows: int) -> tuple[Any, Keys]:
    """Count the keys that several examples share."""
    known, places = np.unique(keys, return_inverse=True)
    pairs = np.unique(np.stack([messages, places.reshape(-1)]), axis=1)
    shared = np.bincount(pairs[1], minlength=len(known)) >= SEEN_AT_LEAST
    table = Table(known[shared])
    columns = table.find(keys)
    held = columns != UNKNOWN
    at = (messages[held], columns[held])
    ones = np.ones(len(at[0]), np.float32)
    return csr_matrix((ones, at), (rows, len(table.keys))), table.keys


def _rows(
    matrix: Any,  # noqa: ANN401 - scipy has no types
    rarity: Floats,
    labels: Places,
    wanted: Places,
) -> list[Row]:
    """Weigh the examples, each scaled to the length of one."""
    rows = []
    for example in wanted.tolist():
        stretch = slice(matrix.indptr[example], matrix.indptr[example + 1])
        places = matrix.indices[stretch]
        values = matrix.data[stretch] * rarity[places]
        values /= np.sqrt(values @ values) or 1.0
        rows.append(Row(places, values, int(labels[example])))
    return rows


def _calibrated(scores: Floats, labels: Places, intents: tuple[str, ...]) -> Settings:
    """Find the temperature and the bar on scores of unseen examples."""
    temperature = calibrate.temperature(scores, labels)
    if OUT_OF_SCOPE not in intents:
        return Settings(temperature)
    foreign = intents.index(OUT_OF_SCOPE)
    chances = probabilities(scores, temperature)[:, foreign]
    return Settings(temperature, calibrate.bar(chances, labels == foreign))
