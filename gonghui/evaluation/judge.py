"""Letting a model read cases, and taking the time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from language import Model
from language.cases import Case
from language.evaluate import Answers

TIMED = 200  # messages that are read singly for the clock; enough for a median


@dataclass(frozen=True, slots=True)
class Speed:
    """Processor time, which other programs on the machine do not change much."""

    milliseconds: float
    """Of one message understood singly; the median."""
    per_second: float
    """Messages understood in a batch."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model made of every case."""

    answers: Answers
    speed: Speed


def judge(model: Model, cases: Sequence[Case], *, today: date) -> Judged:
    """Let the model read all cases at once, and some of them singly."""
    messages = [(case.text, case.channel) for case in cases]
    begun = time.process_time()
    understood = list(model.understand_all(messages, today=today))
    seconds = time.process_time() - begun
    answers = list(zip(cases, understood, strict=True))
    batch = len(cases) / seconds if cases and seconds else 0.0
    return Judged(answers, Speed(1000 * _singly(model, messages, today), batch))


def _singly(model: Model, messages: Sequence[tuple[str, str]], today: date) -> float:
    """Give the median of the seconds that a message takes."""
    some = messages[:: max(len(messages) // TIMED, 1)]
    return median([_seconds(model, *message, today) for message in some] or [0.0])


def _seconds(model: Model, text: str, channel: str, today: date) -> float:
    begun = time.process_time()
    model.understand(text, channel=channel, today=today)
    return time.process_time() - begun
