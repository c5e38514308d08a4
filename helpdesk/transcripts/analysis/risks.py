"""What must not be missed in a call, and the words that prove it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from helpdesk.risk.dangers import danger
from helpdesk.rules import rules
from helpdesk.transcripts.analysis.dialogue import Meant
from helpdesk.transcripts.analysis.model import Risk, RiskKind
from helpdesk.transcripts.analysis.patterns import pattern
from helpdesk.transcripts.analysis.turns import Turn, sentences, words

FILE = Path(__file__).with_name("risks.yml")
LONGEST = 80  # characters that prove a risk


def risks(turns: Sequence[Turn], meant: Sequence[Meant]) -> tuple[Risk, ...]:
    """Return the risks of a call in the order in which they were told."""
    found: dict[tuple[RiskKind, int], Risk] = {}
    for number in range(len(turns)):
        for risk in _told(turns, number):
            found.setdefault((risk.kind, risk.index), risk)
    for risk in _meant(meant):
        found.setdefault((risk.kind, risk.index), risk)
    return tuple(sorted(found.values(), key=lambda risk: (risk.index, risk.kind)))


def _told(turns: Sequence[Turn], number: int) -> Iterator[Risk]:
    """Give the risks of one turn; what a seat says counts once the caller agrees."""
    turn = turns[number]
    if turn.is_callers:
        yield from _of(turn)
        question = turns[number - 1] if number else turn
        if _is_young(question, turn):
            yield Risk(RiskKind.minor, turn.index, turn.text[:LONGEST])
    elif _is_agreed(turns, number):
        yield from _of(turn)


def _of(turn: Turn) -> Iterator[Risk]:
    """Give the risks of a turn, sentence by sentence."""
    for start, end in sentences(turn.text):
        sentence = turn.text[start:end]
        for kind in _kinds(sentence):
            index, _, _ = turn.place(start, end)
            yield Risk(kind, index, sentence.strip("，。")[:LONGEST])


def _kinds(sentence: str) -> set[RiskKind]:
    """Return the risks that a sentence tells of."""
    book, plain = rules(FILE), words(sentence)
    kinds = {kind for kind in RiskKind if _finds(kind, plain)}
    told = danger(sentence)
    return kinds | {RiskKind(book["kinds"][told.kind])} if told else kinds


def _finds(kind: RiskKind, plain: str) -> bool:
    if not pattern(FILE, "says", kind).search(plain):
        return False
    return not pattern(FILE, "unless", kind).search(plain)


def _is_agreed(turns: Sequence[Turn], number: int) -> bool:
    """Tell whether a seat repeats something and the caller does not deny it."""
    if not pattern(FILE, "readback").search(turns[number].text):
        return False
    answers = (turn for turn in turns[number + 1 : number + 3] if turn.is_callers)
    answer = next(answers, None)
    return answer is not None and not pattern(FILE, "denied").search(words(answer.text))


def _is_young(question: Turn, answer: Turn) -> bool:
    """Tell whether somebody who is asked for an age is too young to work."""
    asked, told = words(question.text), words(answer.text)
    if question.is_callers or not pattern(FILE, "ages").search(asked):
        return False
    if pattern(FILE, "young").search(told):
        return True
    is_limit = pattern(FILE, "coming_of_age").search(asked)
    return bool(is_limit and pattern(FILE, "not_yet").search(told))


def _meant(meant: Sequence[Meant]) -> Iterator[Risk]:
    """Give the risks that the model is sure of, whatever the words are."""
    book: Mapping[str, Any] = rules(FILE)["intents"]
    for one in meant:
        for request in one.requests:
            kind: str | None = book.get(request.intent)
            told = one.turn.text[request.start : request.end]
            if not kind or one.aspect or request.confidence < book["sure"]:
                continue
            if not pattern(FILE, "unless", kind).search(words(told)):
                index, _, _ = one.turn.place(request.start, request.end)
                yield Risk(RiskKind(kind), index, told.strip("，。")[:LONGEST])
