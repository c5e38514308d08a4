"""The Chinese language model of the assistant: text in, understanding out."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from language import pinyin
from language.archive import MANIFEST, unpacked
from language.catalogue import OUT_OF_SCOPE, Catalogue
from language.classify import Classifier, summed
from language.entities.resolve import resolve
from language.errors import ModelError
from language.examples import Example
from language.features import count
from language.page import Page
from language.reading import Reader, Reading
from language.resources import Resources
from language.segment import Segmenter
from language.softmax import Floats
from language.split import Splitter
from language.spoken import best_heard
from language.tagger import Tag, Tagger
from language.training import learn, paged
from language.understood import Entity, Request, Understood

FORMAT = 2
"""Raised when older models can no longer be read."""

Message = tuple[str, str, date]
"""A text, its channel, and the day on which it was said."""

SHANGHAI = timezone(timedelta(hours=8))
NOTHING = Understood(
    intent=OUT_OF_SCOPE,
    confidence=1.0,
    skill="conversation",
    entities=(),
    requests=(Request(OUT_OF_SCOPE, 1.0, 0, 0),),
    ranking=((OUT_OF_SCOPE, 1.0),),
    foreign=1.0,
)
"""What is made of a message without a single character that can be read."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model; it only reads, so that all may share one."""

    catalogue: Catalogue
    reader: Reader
    classifier: Classifier
    tagger: Tagger
    splitter: Splitter
    trusted: tuple[str, ...]
    """The entities whose patterns need no tagger to agree."""

    @classmethod
    def train(
        cls,
        examples: Iterable[Example],
        catalogue: Catalogue,
        resources: Path,
        *,
        progress: Callable[[str], None] = lambda line: None,
    ) -> Model:
        """Learn from examples and the word lists of a folder of language data."""
        lists = Resources.load(resources)
        learnt = learn(tuple(examples), catalogue, lists, progress)
        return cls(
            catalogue=catalogue,
            reader=learnt.reader,
            classifier=learnt.classifier,
            tagger=learnt.tagger,
            splitter=learnt.splitter,
            trusted=learnt.trusted,
        )

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read a saved model."""
        try:
            return cls._load(folder, _manifest(folder))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{folder}: is no readable model: {error!r}") from error

    @classmethod
    def from_archive(cls, archive: Path) -> Model:
        """Read the model out of an archive that Rasa trained."""
        with unpacked(archive) as folder:
            return cls.load(folder)

    @classmethod
    def _load(cls, folder: Path, stored: dict[str, Any]) -> Model:
        catalogue = Catalogue.from_json(stored["catalogue"])
        resources = Resources.from_json(stored["resources"])
        readings = pinyin.unpack(stored["syllables"])
        return cls(
            catalogue=catalogue,
            reader=Reader(resources, Segmenter.load(folder), readings, stored["known"]),
            classifier=Classifier.load(folder, tuple(catalogue.intents)),
            tagger=Tagger.load(folder),
            splitter=Splitter(catalogue=catalogue, weights=stored["splitter"]),
            trusted=tuple(stored["trusted"]),
        )

    def save(self, folder: Path) -> None:
        """Write the model as text and arrays; nothing pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        stored = {
            "format": FORMAT,
            "catalogue": self.catalogue.to_json(),
            "resources": self.reader.resources.to_json(),
            "syllables": pinyin.pack(self.reader.syllables),
            "known": self.reader.known,
            "splitter": self.splitter.weights,
            "trusted": self.trusted,
        }
        text = json.dumps(stored, ensure_ascii=False)
        (folder / MANIFEST).write_text(text, "utf-8")
        self.reader.segmenter.save(folder)
        self.classifier.save(folder)
        self.tagger.save(folder)

    def understand(
        self, text: str, *, channel: str = "chat", today: date | None = None
    ) -> Understood:
        """Say what a message asks for and what it names; any text is welcome."""
        return next(self.understand_all([(text, channel)], today=today))

    def understand_all(
        self, messages: Iterable[tuple[str, str]], *, today: date | None = None
    ) -> Iterator[Understood]:
        """Understand many messages, each a text and its channel; faster than singly."""
        day = today or datetime.now(SHANGHAI).date()
        return self.understand_dated((*message, day) for message in messages)

    def understand_dated(self, messages: Iterable[Message]) -> Iterator[Understood]:
        """Understand messages of different days, such as those of many calls."""
        for some in paged(messages):
            yield from self._understand(some)

    def understand_spoken(
        self, alternatives: Sequence[tuple[str, float]], *, today: date | None = None
    ) -> tuple[str, Understood]:
        """Understand what a recogniser may have heard, and say which text fits best.

        Args:
            alternatives: The recogniser's n best texts, each with its confidence.
            today: The day on which it was said.

        Raises:
            ValueError: There is no alternative.
        """
        readable = [pair for pair in alternatives if self.reader.can_read(pair[0])]
        said = [(text, "asr") for text, _ in readable or alternatives]
        if not said:
            raise ValueError("nothing was heard; give at least one alternative")
        heard = list(self.understand_all(said, today=today))
        confidences = [confidence for _, confidence in readable or alternatives]
        best = best_heard(heard, confidences)
        return said[best][0], heard[best]

    def _understand(self, messages: Sequence[Message]) -> Iterator[Understood]:
        """Understand the messages of one page."""
        readings = [self.reader.read(text, today=day) for text, _, day in messages]
        channels = [channel for _, channel, _ in messages]
        page = Page(readings, self.reader.sounds)
        counts = count(page, channels)
        evidence = self.classifier.weigh(counts)
        verdicts = self.classifier.decide(summed(evidence, counts))
        intents = [verdicts.intent(row) for row in range(len(readings))]
        tagged = self.tagger.tag(page, intents)
        said = counts.of_clauses(evidence)
        rankings, foreign = verdicts.rankings(), verdicts.foreign()
        for row, reading in enumerate(readings):
            if not reading.text:
                yield NOTHING
                continue
            end = len(reading.source.original)
            whole = Request(intents[row], verdicts.confidence(row), 0, end)
            requests = tuple(
                self._requests(reading, said[row], whole, *messages[row][1:])
            )
            first = requests[0]
            yield Understood(
                intent=first.intent,
                confidence=first.confidence,
                skill=self.catalogue.skill_of(first.intent),
                entities=tuple(_entities(reading, tagged[row], self.trusted)),
                requests=requests,
                ranking=rankings[row],
                foreign=foreign[row],
                cut=reading.source.cut,
            )

    def _requests(
        self, reading: Reading, said: Floats, whole: Request, channel: str, day: date
    ) -> Iterator[Request]:
        """Give the requests; a single one is the whole message."""
        parts = self.splitter.split(reading, said, self.classifier.decide)
        if len(parts) == 1:
            yield whole
            return
        sources = [reading.source.part(start, end) for start, end in parts]
        alone = [self.reader.look(source, today=day) for source in sources]
        counts = count(Page(alone, self.reader.sounds), [channel] * len(alone))
        verdicts = self.classifier.decide(summed(self.classifier.weigh(counts), counts))
        intents = [verdicts.intent(row) for row in range(len(parts))]
        if len(set(intents)) == 1:
            yield whole
            return
        for row, (start, end) in enumerate(parts):
            place = reading.source.span(start, end)
            yield Request(intents[row], verdicts.confidence(row), *place)


def _entities(
    reading: Reading, tags: Sequence[Tag], trusted: Collection[str]
) -> Iterator[Entity]:
    """Give the entities; the value of a name is the name as it was written."""
    original = reading.source.original
    for found in resolve(reading, tags, trusted):
        start, end = reading.source.span(found.start, found.end)
        text = original[start:end]
        yield Entity(found.entity, start, end, text, found.value or text)


def _manifest(folder: Path) -> dict[str, Any]:
    """Read what the model says about itself."""
    stored: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    if stored["format"] != FORMAT:
        raise ModelError(f"{folder}: has format {stored['format']}; train it anew")
    return stored
