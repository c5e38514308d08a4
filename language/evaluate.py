"""How good the model is: pure functions from cases and answers to figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from language.cases import Case, Expected
from language.catalogue import OUT_OF_SCOPE, Catalogue
from language.scores import Found, Share
from language.understood import Entity, Understood

BINS = 15


Answers = Sequence[tuple[Case, Understood]]
Key = tuple[str, str, str | None]


def is_right(case: Case, answer: Understood) -> bool:
    """Say whether the first request was understood."""
    return answer.intent in case.accepted


def is_understood(case: Case, answer: Understood) -> bool:
    """Say whether the request was understood, or each of several was found."""
    if len(case.requests) == 1:
        return is_right(case, answer)
    return {*case.requests} <= {request.intent for request in answer.requests}


def accuracy(answers: Answers) -> Share:
    """Count the messages whose intent is right."""
    return Share(sum(is_right(*pair) for pair in answers), len(answers))


def skill_accuracy(answers: Answers, catalogue: Catalogue) -> Share:
    """Count the messages that reached a right skill."""
    right = sum(
        answer.skill in {catalogue.skill_of(intent) for intent in case.accepted}
        for case, answer in answers
    )
    return Share(right, len(answers))


def grouped(answers: Answers, by: Callable[[Case], str]) -> dict[str, Answers]:
    """Sort answers by something about their case, such as its intent or channel."""
    groups: dict[str, list[tuple[Case, Understood]]] = {}
    for case, answer in answers:
        groups.setdefault(by(case), []).append((case, answer))
    return {name: groups[name] for name in sorted(groups)}


def confusions(answers: Answers) -> list[tuple[str, str, int]]:
    """List what was taken for what, the most frequent first."""
    counts = Counter(
        (case.intent, answer.intent)
        for case, answer in answers
        if not is_right(case, answer)
    )
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(expected, got, count) for (expected, got), count in ranked]


def entities(answers: Answers, *, with_value: bool = True) -> dict[str, Found]:
    """Score entities by kind; where a value is not given, its place is enough."""
    scores: dict[str, Found] = {}
    for case, answer in answers:
        if case.entities is None:
            continue
        valued = with_value and all(e.value is not None for e in case.entities)
        there = Counter(_key(entity, valued) for entity in case.entities)
        seen = Counter(_key(entity, valued) for entity in answer.entities)
        for kind in {key[0] for key in there | seen}:
            found = Found(
                right=_count(there & seen, kind),
                wrong=_count(seen - there, kind),
                missed=_count(there - seen, kind),
            )
            scores[kind] = scores.get(kind, Found()) + found
    return dict(sorted(scores.items()))


def _key(entity: Expected | Entity, valued: bool) -> Key:
    """Tell what must agree."""
    return entity.entity, entity.text, entity.value if valued else None


def _count(keys: Mapping[Key, int], kind: str) -> int:
    return sum(count for key, count in keys.items() if key[0] == kind)


def together(scores: Mapping[str, Found]) -> Found:
    """Add the scores of all kinds up."""
    return sum(scores.values(), Found())


def falsely_accepted(answers: Answers) -> Share:
    """Count the foreign messages that were taken for ours."""
    foreign = [answer for case, answer in answers if OUT_OF_SCOPE in case.accepted]
    return Share(sum(a.intent != OUT_OF_SCOPE for a in foreign), len(foreign))


def falsely_refused(answers: Answers) -> Share:
    """Count the messages of ours that were turned away."""
    ours = [answer for case, answer in answers if OUT_OF_SCOPE not in case.accepted]
    return Share(sum(a.intent == OUT_OF_SCOPE for a in ours), len(ours))


def gate_curve(
    answers: Answers, bars: Iterable[float]
) -> list[tuple[float, Share, Share]]:
    """Tell for each bar what would wrongly get in, and what would be kept out."""
    chances = [
        (OUT_OF_SCOPE in case.accepted, answer.foreign) for case, answer in answers
    ]
    foreign = [chance for is_foreign, chance in chances if is_foreign]
    ours = [chance for is_foreign, chance in chances if not is_foreign]
    return [
        (
            bar,
            Share(sum(chance < bar for chance in foreign), len(foreign)),
            Share(sum(chance >= bar for chance in ours), len(ours)),
        )
        for bar in bars
    ]


def requests_found(answers: Answers) -> Share:
    """Count the messages of several requests where each of them was found."""
    several = [(case, answer) for case, answer in answers if len(case.requests) > 1]
    return Share(sum(is_understood(*pair) for pair in several), len(several))


def falsely_split(answers: Answers) -> Share:
    """Count the messages of one request that were cut into several."""
    single = [answer for case, answer in answers if len(case.requests) == 1]
    return Share(sum(len(answer.requests) > 1 for answer in single), len(single))


def calibration(answers: Answers) -> list[tuple[float, float, int]]:
    """Give for each bin of confidence its mean, the share that is right, its size."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for case, answer in answers:
        place = min(int(answer.confidence * BINS), BINS - 1)
        told = (answer.confidence, is_right(case, answer))
        bins.setdefault(place, []).append(told)
    return [
        (
            sum(confidence for confidence, _ in told) / len(told),
            sum(right for _, right in told) / len(told),
            len(told),
        )
        for _, told in sorted(bins.items())
    ]


def calibration_error(answers: Answers) -> float:
    """Tell how far confidence and truth lie apart, on average over the messages."""
    apart = sum(abs(mean - right) * size for mean, right, size in calibration(answers))
    return apart / len(answers) if answers else 0.0
