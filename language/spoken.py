"""Which of a recogniser's alternatives makes the most sense."""

from __future__ import annotations

from collections.abc import Sequence

from language.understood import Understood

LEAST = 0.01
"""The weight of an alternative whose recogniser had no confidence in it."""


def best_heard(heard: Sequence[Understood], confidences: Sequence[float]) -> int:
    """Choose the alternative that is well heard, clear, and agrees with the others.

    All alternatives vote for intents with their weights; the one whose intent the
    others share wins over one that stands alone.
    """
    weights = [max(confidence, LEAST) for confidence in confidences]
    votes: dict[str, float] = {}
    for understood, weight in zip(heard, weights, strict=True):
        for intent, chance in understood.ranking:
            votes[intent] = votes.get(intent, 0.0) + weight * chance

    def fits(place: int) -> float:
        understood = heard[place]
        return weights[place] * understood.confidence * votes[understood.ranking[0][0]]

    return max(range(len(heard)), key=fits)
