"""The likeliest labels of many sequences at once."""

from __future__ import annotations

import numpy as np

from language.keys import Places
from language.softmax import Floats


def best_paths(
    states: Floats, starts: Places, lengths: Places, transitions: Floats
) -> list[Places]:
    """Find for each sequence the labels whose scores and transitions add up highest.

    Args:
        states: Scores of each label at each place, places × labels.
        starts: The first place of each sequence.
        lengths: How many places each sequence has.
        transitions: Scores of going from one label (row) to another (column).
    """
    order = np.argsort(-lengths, kind="stable")
    firsts, sizes = starts[order], lengths[order]
    trail: list[Floats] = []
    for step in range(int(sizes[0]) if len(sizes) else 0):
        going = int(np.searchsorted(-sizes, -step, "left"))  # that are longer still
        scores = states[firsts[:going] + step]
        if step:
            ways = trail[-1][:going, :, None] + transitions
            scores = scores + ways.max(axis=1)
        trail.append(scores)
    labels = _walk_back(trail, sizes, transitions)
    ranks = np.argsort(order, kind="stable").tolist()
    return [
        labels[:size, rank] for size, rank in zip(lengths.tolist(), ranks, strict=True)
    ]


def _walk_back(trail: list[Floats], sizes: Places, transitions: Floats) -> Places:
    """Choose the last labels, and before each the one that led there best."""
    labels = np.zeros((len(trail), len(sizes)), np.int64)
    into = transitions.T
    for step in range(len(trail) - 1, -1, -1):
        scores = trail[step].copy()
        further = int(np.searchsorted(-sizes, -step - 1, "left"))
        if further:
            scores[:further] += into[labels[step + 1, :further]]
        labels[step, : len(scores)] = scores.argmax(axis=1)
    return labels
