"""From scores to honest confidence, and the bar below which a message is not ours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from language.softmax import probabilities

TEMPERATURES = np.geomspace(0.1, 5.0, 60)
BARS = np.linspace(0.05, 0.95, 181)
EQUAL = 0.01
"""Bars whose cost differs by less are equally good."""


def temperature(scores: NDArray[np.float32], labels: NDArray[Any]) -> float:
    """Choose the temperature under which unseen labels are likeliest."""
    rows = np.arange(len(labels))

    def loss(value: float) -> float:
        likelihood = probabilities(scores, value)[rows, labels]
        return float(-np.log(np.maximum(likelihood, 1e-9)).mean())

    return float(min(TEMPERATURES, key=lambda value: loss(float(value))))


def bar(foreign: NDArray[np.float32], is_foreign: NDArray[np.bool_]) -> float:
    """Choose how probably foreign a message must be to be turned away.

    Weighs the share of foreign messages that get in against the share of our own that
    are turned away, so that it does not depend on how many of each were collected. Of
    equally good bars the lowest: what strangers say is less like the examples, so that
    foreign messages look less foreign than on these scores.
    """
    if not is_foreign.any() or is_foreign.all():
        return 0.5

    def cost(value: float) -> float:
        accepted = float((foreign[is_foreign] < value).mean())
        refused = float((foreign[~is_foreign] >= value).mean())
        return accepted + refused

    costs = np.array([cost(float(value)) for value in BARS])
    return float(BARS[costs <= costs.min() + EQUAL].min())
