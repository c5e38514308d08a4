"""Which of a recogniser's alternatives makes the most sense."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from language.catalogue import OUT_OF_SCOPE
from language.understood import Understood

LEAST = 0.01
"""The weight of an alternative whose recogniser had no confidence in it."""

FOREIGN = 0.3
"""What a vote for “none of ours” counts: any sentence sounds foreign when misheard."""


def best_heard(heard: Sequence[Understood], confidences: Sequence[float]) -> int:
    """Choose an alternative of the intent that most of them agree on.

    All alternatives vote for intents with their weights; of those that mean the
    elected one, the best heard and clearest is taken. Recognisers are surer than they
    are right, so a weight is the root of the confidence.
    """
    weights = [sqrt(max(confidence, LEAST)) for confidence in confidences]
    votes: dict[str, float] = {OUT_OF_SCOPE: 0.0}
    for understood, weight in zip(heard, weights, strict=True):
        for intent, chance in understood.ranking:
            votes[intent] = votes.get(intent, 0.0) + weight * chance
    votes[OUT_OF_SCOPE] *= FOREIGN

    def fits(place: int) -> tuple[float, float]:
        understood = heard[place]
        return votes.get(understood.intent, 0.0), weights[place] * understood.confidence

    return max(range(len(heard)), key=fits)
