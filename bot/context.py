"""What a message means where it is said: danger first, then what was talked about.

The model reads every message by itself. Here its reading is corrected by what the
gateway saw in the text (danger, a mere question of how long or how much) and by what
the dialogue remembers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Parsed = dict[str, Any]

SAFETY = {
    "self_harm": "express_crisis",
    "threat": "express_crisis",
    "violence": "express_crisis",
    "heatstroke": "report_heatstroke",
    "collective": "report_collective_dispute",
}
SAFE_INTENTS = frozenset(SAFETY.values())
FOLLOW_UP = "follow_up"  # our own intent: a question that goes on from the one before
STOP = "stop_flow"
WISHES = {  # our own intents too: what a whole message wants of the bindings
    "bind": "bind_channel",
    "unbind": "unbind_channel",
    "move": "move_channel",
    "listed": "list_channels",
}
FACTS = "provide_info"

# Slots: what was talked about, what still waits, and whether it was offered.
TOPIC = "topic"
WAITING = "waiting"
OFFERED = "waiting_offered"

# After these nothing waits any more.
ENDS = SAFE_INTENTS | {"say_goodbye", STOP, "request_human"}
MOST_WAITING = 4

# Names that hold for all requests of a message; a sum or a day belongs to one.
SHARED = frozenset({"employer", "district", "place", "person_name", "phone_number"})

SURE = 0.85  # of the model, from which its reading outweighs the context
TICKETS = frozenset({"check_ticket", "urge_ticket", "withdraw_ticket"})

# A dispute that is told and then reckoned about is one request, not two.
DISPUTED = frozenset(
    {
        "report_unpaid_wages",
        "report_overtime",
        "report_work_injury",
        "report_dismissal",
        "report_contract_issue",
        "report_resignation_issue",
        "ask_arbitration",
    }
)
RECKONS = re.compile("多少|几多|来得及|过期|时效")


def in_context(
    parsed: Parsed,
    slots: Mapping[str, Any],
    *,
    danger: str | None = None,
    aspect: str | None = None,
    asking: bool = False,
    stops: bool = False,
    wish: str | None = None,
    whereabouts: bool = False,
) -> Parsed:
    """Return what a message means in its dialogue.

    Args:
        parsed: The model's reading.
        slots: What the dialogue remembers.
        danger: The kind of danger that the gateway read in the text.
        aspect: What the text asks about, if it asks nothing else (“要什么材料”).
        asking: Whether a form is open.
        stops: Whether the words themselves end what is asked (“不查了”).
        wish: What the words want of the channel's bindings (“绑定会员”).
        whereabouts: Whether the words are a place that was shared on a map.
    """
    intent = parsed["intent"]["name"]
    if danger in SAFETY and intent not in SAFE_INTENTS:
        return _meaning(parsed, SAFETY[danger])
    if whereabouts:
        return _meaning(parsed, FACTS)
    if stops and asking:
        return _meaning(parsed, STOP)
    if wish in WISHES:
        return _meaning(parsed, WISHES[wish])
    if aspect and slots.get(TOPIC) and not _is_clear(parsed):
        return _meaning(parsed, FOLLOW_UP)
    if slots.get(OFFERED) and intent == "affirm" and not asking:
        return {**slots[WAITING][0], "requests": []}
    return parsed


def _is_clear(parsed: Parsed) -> bool:
    """Tell whether a message is about a ticket by itself: “怎么还没人理我”."""
    intent = parsed["intent"]
    return intent["name"] in TICKETS and float(intent["confidence"]) >= SURE


def _meaning(parsed: Parsed, intent: str) -> Parsed:
    """Say that a message means this and nothing else."""
    meant = {"name": intent, "confidence": 1.0}
    return {**parsed, "intent": meant, "requests": []}


def _are_one(parsed: Parsed, requests: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a matter is told first and only reckoned about afterwards.

    “前年五月离职工资没给，现在仲裁来得及吗” needs the day of its first half.
    """
    ranking = parsed.get("intent_ranking") or [{"name": "", "confidence": 0.0}]
    likeliest = ranking[0]
    named = {request["intent"] for request in requests}
    last = parsed["text"][requests[-1]["start"] : requests[-1]["end"]]
    return (
        len(requests) == 2  # the story and the question
        and named <= DISPUTED
        and likeliest["name"] in named
        and likeliest["confidence"] >= SURE
        and bool(RECKONS.search(last))
    )


def separated(parsed: Parsed) -> list[Parsed]:
    """Return the requests of a message, each as if it had come alone."""
    requests = parsed.get("requests") or ()
    if len(requests) < 2:
        return [parsed]
    if _are_one(parsed, requests):
        return [{**parsed, "intent": parsed["intent_ranking"][0], "requests": []}]
    return [_part(parsed, request) for request in requests[:MOST_WAITING]]


def _part(parsed: Parsed, request: Mapping[str, Any]) -> Parsed:
    """Cut one request out, with its names and those that all requests share."""
    start, end = request["start"], request["end"]
    meant = {"name": request["intent"], "confidence": request["confidence"]}
    return {
        **parsed,
        "text": parsed["text"][start:end].strip("，,。；; "),
        "intent": meant,
        "intent_ranking": [meant],
        "entities": list(_entities(parsed, start, end)),
        "requests": [],
    }


def _entities(parsed: Parsed, start: int, end: int) -> Iterator[Mapping[str, Any]]:
    inside = [e for e in parsed["entities"] if start <= e["start"] < end]
    named = {entity["entity"] for entity in inside}
    for entity in parsed["entities"]:
        if entity in inside or entity["entity"] in SHARED - named:
            yield entity


def remembered(
    waiting: list[Parsed], others: list[Parsed], intent: str
) -> list[Parsed]:
    """Return what is still to be talked about after a turn."""
    if intent in ENDS:
        return []
    return [*waiting, *others][:MOST_WAITING]
