"""Learning all parts of the model from examples; minutes, and always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from language import classify, rehearse
from language.augment import renamed
from language.catalogue import Catalogue
from language.classify import Classifier
from language.entities.digits import NUMBERS
from language.entities.resolve import CERTAIN, VALUED
from language.errors import DataError
from language.examples import Example
from language.features import Counts, count
from language.names import Names
from language.page import Page
from language.reading import Reader, Reading
from language.rehearse import Heard
from language.resources import SHAPES, Resources
from language.split import Splitter
from language.tagger import Tag, Tagger, Teacher

SOME_DAY = date(2026, 1, 15)
"""Dates are read against this day in training, where their values do not count."""

JOINTS = ("，", "。", "？", "；", " ", "")
TRUSTED = 0.7
"""The share of a pattern's finds that people must have marked as it says."""

PAGE = 64
"""Readings that are looked at together."""

Progress = Callable[[str], None]
Tagged = tuple[Reading, Sequence[Tag]]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The trained parts of a model."""

    reader: Reader
    classifier: Classifier
    tagger: Tagger
    splitter: Splitter
    trusted: tuple[str, ...]


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
    readings = [_read(reader, example) for example in examples]
    tagged = list(zip(readings, map(_tags, readings, examples), strict=True))
    names = Names.collect(tagged)
    trained = classify.train(
        _counted(reader, readings, [example.channel for example in examples]),
        [example.intent for example in examples],
        intents=tuple(catalogue.intents),
        progress=progress,
    )
    progress("entities")
    reader = reader.knowing(names.listed())
    intents = [trained.verdicts.intent(row) for row in range(len(examples))]
    taught = list(zip(examples, intents, strict=True))
    practice = [*taught, *renamed(taught, resources.lookups)]
    tagger = _tagger(reader, practice, names)
    progress("several requests")
    splitter = Splitter(catalogue=catalogue)
    splitter.weights = _rehearsed(splitter, trained, examples, reader)
    return Learnt(
        reader=reader,
        classifier=trained.classifier,
        tagger=tagger,
        splitter=splitter,
        trusted=_trusted(tagged, catalogue),
    )


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


def _tags(reading: Reading, example: Example) -> tuple[Tag, ...]:
    """Lay an example's marks over the folded text."""
    places = (
        (marked.entity, *reading.source.locate(marked.start, marked.end))
        for marked in example.entities
        if marked.entity not in NUMBERS
    )
    return tuple(
        Tag(entity, start, end) for entity, start, end in places if start < end
    )


def _trusted(tagged: Iterable[Tagged], catalogue: Catalogue) -> tuple[str, ...]:
    """Name the entities whose patterns people's marks bear out."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for reading, tags in tagged:
        marked = {(tag.entity, tag.start, tag.end) for tag in tags}
        for candidate in reading.candidates:
            if candidate.sure:
                found[candidate.entity] += 1
                place = (candidate.entity, candidate.start, candidate.end)
                right[candidate.entity] += place in marked
    borne_out = {kind for kind in found if right[kind] >= TRUSTED * found[kind]}
    by_form = NUMBERS | {CERTAIN} | (VALUED - found.keys())
    return tuple(sorted((borne_out | by_form) & set(catalogue.entities)))


def _counted(
    reader: Reader, readings: Sequence[Reading], channels: Sequence[str]
) -> Counts:
    """Count the features of many readings, page by page."""
    pages = (
        count(Page(some, reader.sounds), said)
        for some, said in zip(paged(readings), paged(channels), strict=True)
    )
    return Counts.joined(list(pages))


def _tagger(
    reader: Reader, practice: Iterable[tuple[Example, str]], names: Names
) -> Tagger:
    """Show the sentences that have an entity, or something like one, to a tagger."""
    teacher = Teacher()
    told = (
        (reading, tags, intent)
        for example, intent in practice
        for reading in [_read(reader, example)]
        for tags in [_tags(reading, example)]
        if _teaches(reading, tags)
    )
    for some in paged(told):
        readings = [names.unseen(reading, tags) for reading, tags, _ in some]
        intents = [intent for *_, intent in some]
        teacher.show(
            Page(readings, reader.sounds), intents, [tags for _, tags, _ in some]
        )
    return teacher.teach()


def _teaches(reading: Reading, tags: Sequence[Tag]) -> bool:
    """Say whether a sentence has an entity, or something that looks like one."""
    named = any(not hit.kind.endswith(SHAPES) for hit in reading.hits)
    return bool(reading.text and (tags or reading.candidates or named or reading.known))


def _rehearsed(
    splitter: Splitter,
    trained: classify.Trained,
    examples: Sequence[Example],
    reader: Reader,
) -> tuple[float, ...]:
    """Teach the splitter with the classifier that has not seen its examples."""

    def hear(practice: Sequence[Example]) -> Iterator[Heard]:
        for some in paged(practice):
            readings = [_read(reader, example) for example in some]
            page = Page(readings, reader.sounds)
            counts = count(page, [example.channel for example in some])
            evidence = trained.rehearsing.weigh(counts)
            yield from zip(readings, counts.of_clauses(evidence), strict=True)

    said = (f"，{word}" for word in reader.resources.connectives.get("said", ()))
    return rehearse.weights(
        splitter,
        singles=[examples[place] for place in trained.unseen],
        joints=[*JOINTS * 4, *said],
        hear=hear,
        decide=trained.rehearsing.decide,
    )


def _read(reader: Reader, example: Example) -> Reading:
    return reader.read(example.text, today=SOME_DAY)


Item = TypeVar("Item")


def paged(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Deal things out in handfuls that are looked at together."""
    remaining = iter(items)
    while some := list(islice(remaining, PAGE)):
        yield some
