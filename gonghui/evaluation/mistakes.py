"""What was misunderstood, sentence by sentence, the gravest kind first."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from language import Catalogue, Understood
from language.cases import Case
from language.catalogue import OUT_OF_SCOPE
from language.evaluate import Answers, is_understood


class Kind(StrEnum):
    """What a mistake does to the worker."""

    turned_away = "ours, but turned away"
    let_in = "not ours, but let in"
    other_skill = "another skill"
    neighbour = "a neighbour in the same skill"
    missed = "one of several requests missed"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence that was misunderstood; several intents are joined by +."""

    kind: Kind
    file: str
    text: str
    channel: str
    expected: str
    taken: str
    confidence: float


def mistakes_of(answers: Answers, catalogue: Catalogue) -> list[Mistake]:
    """List what was misunderstood, by kind; what the model is surest of comes first."""
    order = list(Kind)
    return sorted(
        _mistakes(answers, catalogue),
        key=lambda mistake: (order.index(mistake.kind), -mistake.confidence),
    )


def _mistakes(answers: Answers, catalogue: Catalogue) -> Iterator[Mistake]:
    for case, answer in answers:
        if not is_understood(case, answer):
            yield Mistake(
                kind=_kind(case, answer, catalogue),
                file=case.file,
                text=case.text,
                channel=case.channel,
                expected=" + ".join(case.requests),
                taken=_taken(case, answer),
                confidence=answer.confidence,
            )


def _kind(case: Case, answer: Understood, catalogue: Catalogue) -> Kind:
    """Tell kinds apart by the first request; of several, one was missed."""
    if len(case.requests) > 1:
        return Kind.missed
    return kind_of(case.intent, answer.intent, catalogue)


def kind_of(expected: str, taken: str, catalogue: Catalogue) -> Kind:
    """Say how grave it is that one intent is taken for another."""
    if taken == OUT_OF_SCOPE:
        return Kind.turned_away
    if expected == OUT_OF_SCOPE:
        return Kind.let_in
    if catalogue.skill_of(expected) != catalogue.skill_of(taken):
        return Kind.other_skill
    return Kind.neighbour


def _taken(case: Case, answer: Understood) -> str:
    """Name what was understood; a single request is judged by the first."""
    if len(case.requests) == 1:
        return answer.intent
    return " + ".join(request.intent for request in answer.requests)
