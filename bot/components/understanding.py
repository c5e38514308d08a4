"""Rasa's window on `language`: the one component that classifies and extracts."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RANKING_KEY,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language import Annotation, Catalogue, Example, Model, Understood

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "language"
SPEECH = LIBRARY / "speak"
EXTRACTOR = "Understanding"
REQUESTS = "requests"
FOREIGN = "foreign"
SPOKEN = {"asr", "voice"}
RANKED = 5
"""Guesses that a message keeps: it is sent along with every action."""


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class Understanding(GraphComponent, IntentClassifier):
    """Trains, keeps and asks the library's model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the catalogue and the word lists are, seen from the project.

        Rasa keeps what it has trained under a digest of this: an absolute path would
        have every copy of the project train anew.
        """
        return {"data": "nlu_data"}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Model | None = None,
    ) -> None:
        """Take the graph's storage, and the model when there is one already."""
        self._data = ROOT / config["data"]
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understanding:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401 - Rasa passes what it likes
    ) -> Understanding:
        """Read the trained model back."""
        with model_storage.read_from(resource) as folder:
            model = Model.load(Path(folder))
        return cls(config, model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Have Rasa train anew when word lists, catalogue or the library changed.

        Rasa itself looks at the examples and at the configuration alone. It also asks
        with the configuration of the place-holder for what it has trained before.
        """
        data = ROOT / config.get("data", cls.get_default_config()["data"])
        files = [*data.glob("*.yml"), *(f for f in LIBRARY.rglob("*.py") if _heard(f))]
        for lists in ("lookups", "dictionaries", "synonyms", "lexicon"):
            files += (data / lists).glob("*.*")
        digest = hashlib.sha256()
        for file in sorted(files):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Teach the model the examples of the training data."""
        self._model = Model.train(
            (_example(message) for message in training_data.intent_examples),
            Catalogue.load(self._data),
            self._data,
            progress=lambda line: logger.info("language: %s", line),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking, entities and requests of messages."""
        for message in messages:
            if message.get(TEXT):
                _tell(message, self._understand(message))
        return messages

    def _understand(self, message: Message) -> Understood:
        if self._model is None:
            raise RuntimeError("the component was neither trained nor loaded")
        said = message.get(METADATA) or {}
        channel = "asr" if said.get("channel") in SPOKEN else "chat"
        return self._model.understand(
            message.get(TEXT), channel=channel, today=_day(said.get("today"))
        )


def _heard(file: Path) -> bool:
    """Tell whether a file of the library has a part in understanding."""
    return SPEECH not in file.parents


def _example(message: Message) -> Example:
    said = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    marked = tuple(
        Annotation(entity["entity"], entity["start"], entity["end"])
        for entity in message.get(ENTITIES) or []
    )
    channel = said.get("channel", "chat")
    return Example(message.get(TEXT), message.get(INTENT), channel, marked)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _tell(message: Message, understood: Understood) -> None:
    ranking = [
        {"name": intent, "confidence": float(confidence)}
        for intent, confidence in understood.ranking[:RANKED]
    ]
    intent = {"name": understood.intent, "confidence": float(understood.confidence)}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
    message.set(FOREIGN, float(understood.foreign), add_to_output=True)
    message.set(ENTITIES, list(_entities(understood)), add_to_output=True)
    message.set(REQUESTS, list(_requests(understood)), add_to_output=True)


def _entities(understood: Understood) -> Iterator[dict[str, Any]]:
    for entity in understood.entities:
        yield {
            "entity": entity.entity,
            "start": entity.start,
            "end": entity.end,
            "value": entity.value,
            "text": entity.text,
            "extractor": EXTRACTOR,
        }


def _requests(understood: Understood) -> Iterator[dict[str, Any]]:
    for request in understood.requests:
        yield {
            "intent": request.intent,
            "confidence": float(request.confidence),
            "start": request.start,
            "end": request.end,
        }
