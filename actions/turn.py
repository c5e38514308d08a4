"""One message of a worker, and where the dialogue stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, Self

from rasa_sdk.interfaces import Tracker

from helpdesk import clock

LISTENING = "action_listen"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something named in the message."""

    name: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a worker just said, with the dialogue's memory."""

    thread: str
    text: str
    intent: str
    confidence: float
    ranking: Sequence[tuple[str, float]]
    foreign: float
    entities: tuple[Entity, ...]
    message_id: str | None
    today: date
    spoken: bool
    whereabouts: bool
    slots: Mapping[str, Any]
    active_form: str | None
    events: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, tracker: Tracker) -> Self:
        """Read the tracker that Rasa sends with every call."""
        message = tracker.latest_message
        intent = message.get("intent") or {}
        metadata = message.get("metadata") or {}
        text = message.get("text") or ""
        return cls(
            thread=tracker.sender_id,
            text=text,
            intent=intent.get("name") or "out_of_scope",
            confidence=float(intent.get("confidence") or 0.0),
            ranking=_ranking(message.get("intent_ranking") or ()),
            foreign=float(message.get("foreign") or 0.0),
            entities=tuple(_entity(text, each) for each in message.get("entities", ())),
            message_id=metadata.get("message_id"),
            today=_day(metadata.get("today")),
            spoken=metadata.get("channel") == "voice",
            whereabouts=bool(metadata.get("whereabouts")),
            slots=tracker.slots,
            active_form=tracker.active_loop_name,
            events=tracker.events,
        )

    @property
    def runner_up(self) -> str:
        """What the message means if it does not mean what it was taken for."""
        others = (name for name, _ in self.ranking if name != self.intent)
        return next(others, "")

    @property
    def requested(self) -> str | None:
        """The slot that the worker was just asked for."""
        return self.slots.get("requested_slot")

    @property
    def named_share(self) -> float:
        """How much of the message consists of names, figures and the like."""
        named = sum(len(entity.text) for entity in self.entities)
        return named / max(len(self.text), 1)

    def filled(self, slot: str) -> str:
        """Return a slot as text, empty when there is nothing in it."""
        return str(self.slots.get(slot) or "")

    def named(self, entity: str) -> Entity | None:
        """Return the only entity of a kind; of two nobody knows which is meant."""
        found = [each for each in self.entities if each.name == entity]
        return found[0] if len(found) == 1 else None

    def begins(self, form: str) -> bool:
        """Tell whether the form was started by this very message."""
        return any(
            event["event"] == "active_loop" and event.get("name") == form
            for event in self._since_message()
        )

    def was_answered(self, form: str) -> bool:
        """Tell whether another action has answered this message already."""
        return any(
            event["event"] == "action" and event["name"] not in (form, LISTENING)
            for event in self._since_message()
        )

    def form_left_behind(self, form: str) -> str | None:
        """Return the other form that was still open when this one began."""
        open_form: str | None = None
        for event in self.events:
            if event["event"] != "active_loop":
                continue
            if event.get("name") == form and open_form not in (None, form):
                return open_form
            open_form = event.get("name")
        return None

    def just_set(self, slot: str) -> bool:
        """Tell whether a slot was set in answer to the message before this one."""
        back = 0
        for event in reversed(self.events):
            back += event["event"] == "user"
            if event["event"] == "slot" and event["name"] == slot:
                return bool(back == 1)
        return False

    def last_answer(self) -> list[Mapping[str, Any]]:
        """Return what was said to the worker before this message."""
        said: list[Mapping[str, Any]] = []
        users = 0
        for event in reversed(self.events):
            users += event["event"] == "user"
            if users == 1 and event["event"] == "bot":
                said.insert(0, event)
            elif users > 1:
                break
        return said

    def _since_message(self) -> Sequence[Mapping[str, Any]]:
        return list(takewhile(lambda e: e["event"] != "user", reversed(self.events)))


def _entity(text: str, found: Mapping[str, Any]) -> Entity:
    start, end = found.get("start", 0), found.get("end", 0)
    named = found.get("text") or text[start:end]  # of a part, told elsewhere perhaps
    return Entity(found["entity"], named, str(found["value"]))


def _ranking(given: Sequence[Mapping[str, Any]]) -> list[tuple[str, float]]:
    return [(str(guess["name"]), float(guess["confidence"])) for guess in given]


def _day(given: str | None) -> date:
    try:
        return date.fromisoformat(given or "")
    except ValueError:
        return clock.today()
