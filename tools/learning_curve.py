"""How accuracy grows with the examples: `python -m tools.learning_curve [FILE]`.

Trains the classifier alone, on a tenth, a quarter, half and all of each intent's
examples, and prints its accuracy on the held-out sentences. The figures go to FILE as
JSON, which `gonghui evaluate --html … --learning FILE` shows.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from language import Catalogue, Example
from language.cases import Case, read_heldout
from language.classify import Classifier, summed, train
from language.examples import read_folder
from language.features import Counts, count
from language.page import Page
from language.reading import Reader
from language.resources import Resources
from language.scores import Share
from language.training import SOME_DAY, paged

SHARES = (0.1, 0.25, 0.5, 1.0)
HALF = 0.5
GAINING = 10  # intents that are named
SEED = 12351

Right = Sequence[tuple[str, bool]]
"""For each held-out sentence its intent, and whether it was understood."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a share of the examples teaches."""

    share: float
    examples: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Gain:
    """How much better an intent is understood with all examples than with half."""

    intent: str
    half: float
    all: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The points of the curve, and the intents that still gain most."""

    points: list[Point]
    gains: list[Gain]


def some_of(examples: Sequence[Example], share: float) -> list[Example]:
    """Take a share of each intent's examples; a larger share holds the smaller."""
    taken: list[Example] = []
    ordered = sorted(examples, key=lambda example: example.intent)
    for _, same in groupby(ordered, key=lambda example: example.intent):
        shuffled = [*same]
        random.Random(SEED).shuffle(shuffled)  # noqa: S311 - a sample, not a secret
        taken += shuffled[: max(round(share * len(shuffled)), 1)]
    return taken


def counted(reader: Reader, messages: Iterable[tuple[str, str]]) -> Counts:
    """Count the features of messages, each a text and its channel."""
    pages = []
    for some in paged(messages):
        readings = [reader.read(text, today=SOME_DAY) for text, _ in some]
        page = Page(readings, reader.sounds)
        pages.append(count(page, [channel for _, channel in some]))
    return Counts.joined(pages)


def classifier(
    reader: Reader, examples: Sequence[Example], intents: tuple[str, ...]
) -> Classifier:
    """Teach a classifier."""
    messages = ((example.text, example.channel) for example in examples)
    taught = [example.intent for example in examples]
    return train(counted(reader, messages), taught, intents=intents).classifier


def judged(reader: Reader, learnt: Classifier, cases: Sequence[Case]) -> Right:
    """Say which sentences a classifier understands."""
    counts = counted(reader, ((case.text, case.channel) for case in cases))
    verdicts = learnt.decide(summed(learnt.weigh(counts), counts))
    return [
        (case.intent, verdicts.intent(row) in case.accepted)
        for row, case in enumerate(cases)
    ]


def curve(
    folder: Path,
    shares: Sequence[float] = SHARES,
    progress: Callable[[Point], None] = lambda point: None,
) -> Curve:
    """Teach and judge with each share of a folder's examples."""
    catalogue = Catalogue.load(folder)
    reader = Reader.build(Resources.load(folder))
    examples = [taught.example for taught in read_folder(folder / "examples")]
    cases = [c for c in read_heldout(folder / "heldout") if len(c.requests) == 1]
    points, results = [], {}
    for share in shares:
        some = some_of(examples, share)
        learnt = classifier(reader, some, tuple(catalogue.intents))
        results[share] = judged(reader, learnt, cases)
        right = sum(is_right for _, is_right in results[share])
        points.append(Point(share, len(some), Share(right, len(cases)).rate))
        progress(points[-1])
    return Curve(points, gains(results.get(HALF, []), results[shares[-1]]))


def gains(half: Right, whole: Right) -> list[Gain]:
    """Name the intents that gain most from the second half of the examples."""
    before, after = _by_intent(half), _by_intent(whole)
    found = [
        Gain(intent, before[intent], after[intent])
        for intent in before
        if after[intent] > before[intent]
    ]
    return sorted(found, key=lambda gain: (gain.half - gain.all, gain.intent))[:GAINING]


def _by_intent(right: Right) -> dict[str, float]:
    ordered = sorted(right)
    groups = groupby(ordered, key=lambda pair: pair[0])
    parts = {intent: [is_right for _, is_right in some] for intent, some in groups}
    return {intent: Share(sum(part), len(part)).rate for intent, part in parts.items()}


def main(arguments: Sequence[str]) -> None:
    """Print the curve as it grows, and write it where that is asked for."""

    def told(point: Point) -> None:
        figures = f"{point.examples:>8,} examples{point.accuracy:>9.1%}"
        print(f"{point.share:>5.0%}{figures}", flush=True)

    found = curve(Path("nlu_data"), progress=told)
    print("\nintents that gain most from the second half")
    for gain in found.gains:
        print(f"{gain.half:>6.0%} → {gain.all:>4.0%}  {gain.intent}")
    for path in map(Path, arguments[:1]):
        path.write_text(json.dumps(asdict(found), indent=1), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
