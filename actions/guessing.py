"""What becomes of a message that was not understood: guess, ask, offer a person."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.events import SlotSet

from actions.turn import Turn
from actions.work import Events, Work

MISUNDERSTOOD = "misunderstood"  # how many messages in a row
MATTERS = Path(__file__).with_name("matters.yml")
FOREIGN = 0.5  # from here a message is surely none of the union's matters
WORTH_SAYING = 0.15  # of a guess
MOST_GUESSES = 2

Button = Mapping[str, str]


@cache
def matters() -> Mapping[str, Mapping[str, str]]:
    """Read how each matter is called on a button, once."""
    content: Mapping[str, Any] = yaml.safe_load(MATTERS.read_text("utf-8"))
    return content


def ask_back(work: Work) -> Events:
    """Offer the likeliest matters, else ask one question, else offer a person."""
    turn, times = work.turn, _times(work.turn)
    guesses = list(_guesses(turn))
    if turn.foreign >= FOREIGN:
        work.say("utter_scope_told")
    elif times > 1:
        work.say("utter_person_suggested")
    elif guesses:
        work.say(f"utter_guesses_{len(guesses)}", buttons=guesses, **_named(guesses))
    else:
        work.say("utter_matter_asked")
    return [SlotSet(MISUNDERSTOOD, times)]


def was_guessed(turn: Turn) -> bool:
    """Tell whether the answer before was a guess at what is meant."""
    return turn.just_set(MISUNDERSTOOD)


def _times(turn: Turn) -> int:
    """Count the messages in a row that were not understood, this one included."""
    before = turn.slots.get(MISUNDERSTOOD) if turn.just_set(MISUNDERSTOOD) else 0
    return int(before or 0) + 1


def _guesses(turn: Turn) -> Iterator[Button]:
    """Give the likeliest matters of the union's, as buttons."""
    likely = [
        name
        for name, confidence in turn.ranking
        if name in matters() and confidence >= WORTH_SAYING
    ]
    for name in likely[:MOST_GUESSES]:
        matter = matters()[name]
        yield {"title": matter["title"], "payload": matter["say"]}


def _named(guesses: list[Button]) -> dict[str, str]:
    names = ("first", "second")
    return {name: each["title"] for name, each in zip(names, guesses, strict=False)}
