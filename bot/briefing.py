"""What an action is told of a dialogue: what actions read, in Rasa's own words.

Rasa sends every slot, filled or not, and with every earlier message all that its model
made of it: an action reads neither, and both sides spend longer on writing and reading
it than on the action (ADR 0015).
"""

from __future__ import annotations

from typing import Any

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

ANSWERS = 2
"""How many messages back an action reads what was answered."""


def install() -> None:
    """Have Rasa tell its actions this much."""
    RemoteAction._action_call_format = call_of  # type: ignore[method-assign]


def call_of(
    action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain
) -> dict[str, Any]:
    """Return the body of an action's call; the domain is never told (endpoints.yml)."""
    state = tracker.current_state()
    filled = {
        name: value for name, value in state["slots"].items() if value is not None
    }
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**state, "slots": filled, "events": _events(tracker)},
        "version": rasa.__version__,
    }


def _events(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Return the events, oldest first: of messages and older answers only that."""
    told: list[dict[str, Any]] = []
    messages = 0
    for event in reversed(tracker.events):
        messages += isinstance(event, UserUttered)
        told.append(_told(event, in_full=messages < ANSWERS))
    return told[::-1]


def _told(event: Event, *, in_full: bool) -> dict[str, Any]:
    if isinstance(event, UserUttered) or (
        isinstance(event, BotUttered) and not in_full
    ):
        return {"event": event.type_name, "timestamp": event.timestamp}
    told: dict[str, Any] = event.as_dict()
    return told
