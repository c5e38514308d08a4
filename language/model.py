"""The Chinese language model of the assistant: text in, understanding out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from language import pinyin
from language.archive import MANIFEST, unpacked
from language.catalogue import OUT_OF_SCOPE, Catalogue
from language.classify import Classifier, Verdict
from language.entities.resolve import resolve
from language.errors import ModelError
from language.examples import Example
from language.reading import Reader, Reading
from language.resources import Resources
from language.segment import Segmenter
from language.split import Judge, Splitter
from language.tagger import Tagger
from language.training import judge, learn
from language.understood import Entity, Request, Understood

FORMAT = 1
"""Raised when older models can no longer be read."""

SHANGHAI = timezone(timedelta(hours=8))
NOTHING = Verdict(OUT_OF_SCOPE, 1.0, (OUT_OF_SCOPE,), np.ones(1, np.float32))
"""What is said of a message without a single character that can be read."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model; it only reads, so that all may share one."""

    catalogue: Catalogue
    reader: Reader
    classifier: Classifier
    tagger: Tagger
    splitter: Splitter

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
            reader=Reader(resources, Segmenter.load(folder), readings),
            classifier=Classifier.load(folder, tuple(catalogue.intents)),
            tagger=Tagger.load(folder),
            splitter=Splitter(
                connectives=resources.connectives,
                catalogue=catalogue,
                weights=stored["splitter"],
            ),
        )

    def save(self, folder: Path) -> None:
        """Write the model as text, arrays and crfsuite's own file; nothing pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        stored = {
            "format": FORMAT,
            "catalogue": self.catalogue.to_json(),
            "resources": self.reader.resources.to_json(),
            "syllables": pinyin.pack(self.reader.syllables),
            "splitter": self.splitter.weights,
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
        day = today or datetime.now(SHANGHAI).date()
        reading = self.reader.read(text, today=day)
        judging = judge(self.classifier, channel)
        whole = judging.decide(judging.weigh(reading)) if reading.text else NOTHING
        requests = tuple(self._requests(reading, whole, judging))
        first = requests[0]
        return Understood(
            intent=first.intent,
            confidence=first.confidence,
            skill=self.catalogue.skill_of(first.intent),
            entities=tuple(self._entities(reading)),
            requests=requests,
            ranking=whole.ranking,
            cut=reading.source.cut,
        )

    def _requests(
        self, reading: Reading, whole: Verdict, judging: Judge
    ) -> Iterator[Request]:
        """Give the requests; a single one is the whole message."""
        parts = self.splitter.split(reading, judging)
        if len(parts) == 1:
            end = len(reading.source.original)
            yield Request(whole.intent, whole.confidence, 0, end)
            return
        for start, end in parts:
            verdict = judging.decide(judging.weigh(reading.part(start, end)))
            place = reading.source.span(start, end)
            yield Request(verdict.intent, verdict.confidence, *place)

    def _entities(self, reading: Reading) -> Iterator[Entity]:
        """Give the entities; the value of a name is the name as it was written."""
        original = reading.source.original
        for found in resolve(reading, self.tagger.tag(reading)):
            start, end = reading.source.span(found.start, found.end)
            text = original[start:end]
            yield Entity(found.entity, start, end, text, found.value or text)


def _manifest(folder: Path) -> dict[str, Any]:
    """Read what the model says about itself."""
    stored: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    if stored["format"] != FORMAT:
        raise ModelError(f"{folder}: has format {stored['format']}; train it anew")
    return stored
