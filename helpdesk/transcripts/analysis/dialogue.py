"""What the caller's turns mean where they are said.

The model reads every turn by itself. To the seat's “有没有签合同” the words “没签” are
an answer and no request, and “那要带什么材料” asks about what was talked of before.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpdesk.knowledge.aspects import aspect_of, bare_aspect
from helpdesk.rules import rules
from helpdesk.transcripts.analysis.turns import FILE, Turn, is_echo, sentences, words
from language import Catalogue, Request, Understood

ANSWER = "provide_info"


@dataclass(frozen=True, slots=True)
class Said:
    """A caller's turn, what the model makes of it, and what the seat had asked."""

    turn: Turn
    understood: Understood
    question: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a caller's turn means; no requests where it only tells or answers."""

    turn: Turn
    understood: Understood
    requests: tuple[Request, ...] = ()
    intent: str = ANSWER
    aspect: str | None = None

    @property
    def confidence(self) -> float:
        """Return how sure the meaning is."""
        return self.requests[0].confidence if self.requests else 1.0


def questioned(turns: Sequence[Turn]) -> Iterator[tuple[Turn, str]]:
    """Give the caller's turns, each with what the seat had asked just before."""
    question = ""
    for turn in turns:
        if turn.is_callers:
            yield turn, question
            if not is_echo(turn.text):
                question = ""
        elif not is_echo(turn.text):
            question = _last_question(turn.text)


def in_doubt(dialogue: Sequence[Said], catalogue: Catalogue) -> Iterator[str]:
    """Give the seat's questions of which it matters what they are about."""
    for said in dialogue:
        claims = (_is_matter(each, catalogue) for each in said.understood.requests)
        if _is_answer(said, said.turn.text) and any(claims):
            yield said.question


def meanings(
    dialogue: Sequence[Said],
    catalogue: Catalogue,
    about: Mapping[str, Understood],
) -> list[Meant]:
    """Say what the turns of a call mean.

    Args:
        dialogue: The caller's turns.
        catalogue: The intents.
        about: What the model makes of the seat's questions that are in doubt.
    """
    known: list[str] = []
    meant = []
    for said in dialogue:
        one = _meaning(said, catalogue, about, known)
        known += (r.intent for r in one.requests if r.intent not in known)
        meant.append(one)
    return meant


def _meaning(
    said: Said,
    catalogue: Catalogue,
    about: Mapping[str, Understood],
    known: Sequence[str],
) -> Meant:
    text, understood = said.turn.text, said.understood
    if known and bare_aspect(words(text)):
        return _follow_up(said, known[-1])
    requests = tuple(
        request
        for request in understood.requests
        if _is_matter(request, catalogue)
        and request.confidence >= _needed(said, request, about, known)
    )
    if requests:
        return Meant(said.turn, understood, requests, requests[0].intent)
    if known and aspect_of(text) and _asks(text) and not _is_answer(said, text):
        return _follow_up(said, known[-1])
    return Meant(said.turn, understood, intent=_talk(understood, catalogue))


def _follow_up(said: Said, topic: str) -> Meant:
    """Take a question for one about what was talked of before."""
    text = said.turn.text
    request = Request(topic, 1.0, 0, len(text))
    return Meant(said.turn, said.understood, (request,), topic, aspect_of(text))


def _needed(
    said: Said,
    request: Request,
    about: Mapping[str, Understood],
    known: Sequence[str],
) -> float:
    """Return how sure the model has to be before a request is one."""
    sure: dict[str, float] = rules(FILE)["confidence"]
    part = said.turn.text[request.start : request.end]
    if request.intent in known:
        return sure["known"]
    if _is_answer(said, part):
        asked = about.get(said.question)
        is_short = len(words(part)) <= rules(FILE)["answer"]
        if is_short or (asked is not None and _is_about(asked, request)):
            return 1.1
        return sure["answered"]
    return sure["asked" if _asks(part) else "told"]


def _is_about(question: Understood, request: Request) -> bool:
    return any(intent == request.intent for intent, _ in question.ranking[:2])


def _is_answer(said: Said, text: str) -> bool:
    return bool(said.question) and not _asks(text)


def _is_matter(request: Request, catalogue: Catalogue) -> bool:
    """Tell whether an intent is something to be done or answered."""
    intent = catalogue.intents.get(request.intent)
    is_talk = intent is None or intent.kind == "dialogue"
    return not is_talk and request.intent not in rules(FILE)["none"]


def _talk(understood: Understood, catalogue: Catalogue) -> str:
    """Return what a turn without a request is: a greeting, a yes, or an answer."""
    intent = catalogue.intents.get(understood.intent)
    return understood.intent if intent and intent.kind == "dialogue" else ANSWER


def _last_question(text: str) -> str:
    """Return the seat's last sentence if it asks for something in particular."""
    last = text[slice(*list(sentences(text))[-1])] if text else ""
    if _pattern("questions", "open").search(last):
        return ""
    return last if _pattern("questions", "closed").search(last) else ""


def _asks(text: str) -> bool:
    return bool(_pattern("asks").search(text))


@cache
def _pattern(*path: str) -> re.Pattern[str]:
    entry: Any = rules(FILE)
    for name in path:
        entry = entry[name]
    return re.compile("|".join(f"(?:{each})" for each in entry))
