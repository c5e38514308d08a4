"""Which intent a message has, and how sure that is."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from language import calibrate
from language.catalogue import OUT_OF_SCOPE
from language.softmax import SEED, Floats, Row, fit, probabilities
from language.vocabulary import Vocabulary

WEIGHTS, SETTINGS = "weights.npy", "classifier.json"
FOLDS = 4

Taught = Sequence[tuple[Sequence[str], str]]
"""Features and intent of every example."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What calibration found out."""

    temperature: float = 1.0
    bar: float = 0.5
    """The probability of being foreign from which a message is turned away."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a stretch of text says for each intent; neighbouring stretches add up."""

    scores: Floats
    weight: float

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.scores + other.scores, self.weight + other.weight)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decided intent, and how probable each intent is."""

    intent: str
    confidence: float
    intents: tuple[str, ...]
    chances: Floats

    def chance(self, intent: str) -> float:
        """Say how probable an intent is."""
        return float(self.chances[self.intents.index(intent)])

    @property
    def ranking(self) -> tuple[tuple[str, float], ...]:
        """Every intent with its probability, the likeliest first."""
        order = np.argsort(-self.chances, kind="stable").tolist()
        chances = self.chances.tolist()
        return tuple((self.intents[place], chances[place]) for place in order)


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained linear model; it only reads."""

    intents: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    settings: Settings

    @classmethod
    def load(cls, folder: Path, intents: tuple[str, ...]) -> Classifier:
        """Read a saved classifier."""
        return cls(
            intents=intents,
            vocabulary=Vocabulary.load(folder),
            weights=np.load(folder / WEIGHTS, allow_pickle=False).astype(np.float32),
            settings=Settings(**json.loads((folder / SETTINGS).read_text("utf-8"))),
        )

    def save(self, folder: Path) -> None:
        """Write what `load` reads."""
        self.vocabulary.save(folder)
        np.save(folder / WEIGHTS, self.weights.astype(np.float16))
        (folder / SETTINGS).write_text(json.dumps(asdict(self.settings)), "utf-8")

    def weigh(self, features: Sequence[str]) -> Evidence:
        """Add up what the known ones among features say."""
        places, values = self.vocabulary.weigh(features)
        scores: Floats = values @ self.weights.take(places, axis=0)
        return Evidence(scores, float(values @ values))

    def decide(self, evidence: Evidence) -> Verdict:
        """Choose the likeliest intent, or turn the message away."""
        length = math.sqrt(evidence.weight) or 1.0
        chances = probabilities(evidence.scores / length, self.settings.temperature)
        order = np.argsort(-chances, kind="stable")
        place = int(order[0])
        if OUT_OF_SCOPE in self.intents:
            foreign = self.intents.index(OUT_OF_SCOPE)
            if chances[foreign] >= self.settings.bar:
                place = foreign
            elif place == foreign:
                place = int(order[1])
        confidence = float(chances[place])
        return Verdict(self.intents[place], confidence, self.intents, chances)


@dataclass(frozen=True, slots=True)
class Trained:
    """A classifier, and a lesser one with the examples that it has not seen."""

    classifier: Classifier
    rehearsing: Classifier
    unseen: tuple[int, ...]


def train(
    taught: Taught,
    *,
    intents: tuple[str, ...],
    progress: Progress = lambda line: None,
) -> Trained:
    """Fit on all examples, and calibrate on folds that a fit did not see."""
    folds = np.random.default_rng(SEED).permutation(np.arange(len(taught)) % FOLDS)
    scores = np.zeros((len(taught), len(intents)), np.float32)
    for fold in range(FOLDS):
        progress(f"intents: fold {fold + 1} of {FOLDS}")
        lesser = _fit(
            [taught[i] for i in np.flatnonzero(folds != fold).tolist()], intents
        )
        for unseen in np.flatnonzero(folds == fold).tolist():
            evidence = lesser.weigh(taught[unseen][0])
            scores[unseen] = evidence.scores / (math.sqrt(evidence.weight) or 1.0)
    settings = _calibrated(scores, [intent for _, intent in taught], intents)
    progress("intents: all examples")
    return Trained(
        classifier=replace(_fit(taught, intents), settings=settings),
        rehearsing=replace(lesser, settings=settings),
        unseen=tuple(np.flatnonzero(folds == FOLDS - 1).tolist()),
    )


def _fit(taught: Taught, intents: tuple[str, ...]) -> Classifier:
    """Learn the weights of one set of examples."""
    vocabulary = Vocabulary.build([features for features, _ in taught])
    classes = {intent: place for place, intent in enumerate(intents)}
    rows = [_row(vocabulary, listed, classes[intent]) for listed, intent in taught]
    weights = fit(rows, features=len(vocabulary.places), classes=len(intents))
    halved = weights.astype(np.float16).astype(np.float32)  # as they will be saved
    return Classifier(intents, vocabulary, halved, Settings())


def _row(vocabulary: Vocabulary, features: Sequence[str], label: int) -> Row:
    """Weigh one example, scaled to the length of one."""
    places, values = vocabulary.weigh(features)
    return Row(places, values / (np.sqrt(values @ values) or 1.0), label)


def _calibrated(
    scores: Floats, taught: Sequence[str], intents: tuple[str, ...]
) -> Settings:
    """Find the temperature and the bar on scores of unseen examples."""
    labels = np.array([intents.index(intent) for intent in taught])
    temperature = calibrate.temperature(scores, labels)
    if OUT_OF_SCOPE not in intents:
        return Settings(temperature)
    foreign = intents.index(OUT_OF_SCOPE)
    chances = probabilities(scores, temperature)[:, foreign]
    return Settings(temperature, calibrate.bar(chances, labels == foreign))
