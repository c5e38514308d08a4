"""Learning all parts of the model from examples; minutes, and always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from language import classify, rehearse
from language.augment import renamed
from language.catalogue import Catalogue
from language.classify import Classifier, Evidence
from language.entities.digits import NUMBERS
from language.errors import DataError
from language.examples import Example
from language.features import features
from language.reading import Reader, Reading
from language.resources import SHAPES, Resources
from language.split import Judge, Splitter
from language.tagger import Tag, Tagger

SOME_DAY = date(2026, 1, 15)
"""Dates are read against this day in training, where their values do not count."""

JOINTS = ("，", "。", "？", "；", " ", "")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The trained parts of a model."""

    reader: Reader
    classifier: Classifier
    tagger: Tagger
    splitter: Splitter


def learn(
    examples: Sequence[Example],
    catalogue: Catalogue,
    resources: Resources,
    progress: Progress,
) -> Learnt:
    """Train every part, one after the other."""
    _check(examples, catalogue)
    progress("words")
    reader = Reader.build(resources)
    taught = [(_features(reader, example), example.intent) for example in examples]
    intents = tuple(catalogue.intents)
    trained = classify.train(taught, intents=intents, progress=progress)
    progress("entities")
    practice = [*examples, *renamed(examples, resources.lookups)]
    tagged = (_tagged(reader, example) for example in practice)
    tagger = Tagger.train(pair for pair in tagged if _teaches(*pair))
    progress("several requests")
    splitter = Splitter(connectives=resources.connectives, catalogue=catalogue)
    splitter.weights = _rehearsed(splitter, trained, examples, reader)
    return Learnt(reader, trained.classifier, tagger, splitter)


def _check(examples: Sequence[Example], catalogue: Catalogue) -> None:
    """Refuse examples that the catalogue does not know."""
    if not examples:
        raise DataError("no examples to learn from; add some under examples/")
    for example in examples:
        unknown = {a.entity for a in example.entities} - set(catalogue.entities)
        if example.intent not in catalogue.intents:
            unknown.add(example.intent)
        if unknown:
            names = "、".join(sorted(unknown))
            raise DataError(f"“{example.text}” teaches {names}, not in the catalogue")


def _features(reader: Reader, example: Example) -> list[str]:
    """List the features of an example."""
    return features(_read(reader, example), channel=example.channel)


def _tagged(reader: Reader, example: Example) -> tuple[Reading, list[Tag]]:
    """Give an example's reading with its marks laid over the folded text."""
    reading = _read(reader, example)
    return reading, list(_tags(reading, example))


def _tags(reading: Reading, example: Example) -> Iterator[Tag]:
    for marked in example.entities:
        start, end = reading.source.locate(marked.start, marked.end)
        if start < end and marked.entity not in NUMBERS:
            yield Tag(marked.entity, start, end)


def _teaches(reading: Reading, tags: Sequence[Tag]) -> bool:
    """Say whether a sentence has an entity, or something that looks like one."""
    named = any(not hit.kind.endswith(SHAPES) for hit in reading.hits)
    return bool(tags or reading.candidates or named)


def _rehearsed(
    splitter: Splitter,
    trained: classify.Trained,
    examples: Sequence[Example],
    reader: Reader,
) -> tuple[float, ...]:
    """Teach the splitter with the classifier that has not seen its examples."""

    def read(example: Example) -> tuple[Reading, Judge]:
        return _read(reader, example), judge(trained.rehearsing, example.channel)

    said = (f"，{word}" for word in splitter.connectives.get("said", ()))
    return rehearse.weights(
        splitter,
        singles=[examples[place] for place in trained.unseen],
        joints=[*JOINTS * 4, *said],
        read=read,
    )


def judge(classifier: Classifier, channel: str) -> Judge:
    """Let a classifier judge readings of one channel."""

    def weigh(reading: Reading) -> Evidence:
        return classifier.weigh(features(reading, channel=channel))

    return Judge(weigh, classifier.decide)


def _read(reader: Reader, example: Example) -> Reading:
    return reader.read(example.text, today=SOME_DAY)
