"""Why an answer is what it is: for `gonghui chat --explain` and for the talks."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)

RULES = Path(__file__).with_name("rules")
OF_RASA = frozenset({"action_listen", "action_session_start"})
UNSEEN = frozenset(
    {"requested_slot", "waiting", "waiting_offered", "session_started_metadata"}
)


def explained(read: Mapping[str, Any], events: Sequence[Event]) -> dict[str, Any]:
    """Describe a turn by names alone; entities and slots hold what was said.

    `intent` is what the model read, `meant` what the dialogue took it for.
    """
    meant = [e.intent["name"] for e in events if isinstance(e, UserUttered)]
    actions = [
        event.action_name
        for event in events
        if isinstance(event, ActionExecuted) and event.action_name not in OF_RASA
    ]
    slots = [e for e in events if isinstance(e, SlotSet) and e.key not in UNSEEN]
    loops = [event.name for event in events if isinstance(event, ActiveLoop)]
    return {
        "intent": read["intent"]["name"],
        "confidence": round(float(read["intent"]["confidence"]), 4),
        "ranking": [_rounded(each) for each in read.get("intent_ranking", ())[:3]],
        "entities": [_entity(each) for each in read.get("entities", ())],
        "meant": meant,
        "rules": list(_rules(meant, actions)),
        "actions": actions,
        "slots": {event.key: event.value for event in slots},
        "form": loops[-1] if loops else None,
        "said": list(_said(events)),
    }


def _rounded(guess: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": guess["name"], "confidence": round(float(guess["confidence"]), 4)}


def _entity(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: found.get(key) for key in ("entity", "text", "value")}


def _said(events: Iterable[Event]) -> Iterable[str]:
    """Name the responses and articles that were said."""
    for event in events:
        if not isinstance(event, BotUttered):
            continue
        if event.metadata.get("utter_action"):
            yield event.metadata["utter_action"]
        if event.metadata.get("article"):
            yield event.metadata["article"]


def _rules(intents: Iterable[str], actions: Sequence[str]) -> Iterable[str]:
    """Name the rules whose first action was taken for these intents or forms."""
    for rule, trigger, action in _first_steps():
        if trigger in (*intents, *actions) and action in actions:
            yield rule


@cache
def _first_steps() -> tuple[tuple[str, str, str], ...]:
    """Return each rule with what sets it off, an intent or a form, and its action."""
    found = []
    for file in sorted(RULES.glob("*.yml")):
        for rule in yaml.safe_load(file.read_text("utf-8"))["rules"]:
            steps = rule["steps"]
            trigger = steps[0].get("intent") or steps[0].get("action")
            then = [s["action"] for s in steps[1:] if "action" in s]
            found.append((rule["rule"], trigger, then[0] if then else trigger))
    return tuple(found)
