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
    sizes = lengths[order]
    steps = np.arange(sizes[0] if len(sizes) else 0)
    going = np.searchsorted(-sizes, -steps, "left").tolist()
    places = np.minimum(starts[order] + steps[:, None], len(states) - 1)
    trail = states[places]  # steps × sequences × labels
    for step, several in enumerate(going[1:], start=1):
        ways = trail[step - 1, :several, :, None] + transitions
        trail[step, :several] += ways.max(axis=1)
    labels = _walk_back(trail, sizes, going, transitions)
    paths = [np.zeros(0, np.int64)] * len(order)
    for rank, sequence in enumerate(order[: going[0] if going else 0].tolist()):
        paths[sequence] = labels[: sizes[rank], rank]
    return paths


def _walk_back(
    trail: Floats, sizes: Places, going: list[int], transitions: Floats
) -> Places:
    """Choose the last labels, and before each the one that led there best."""
    labels = np.zeros(trail.shape[:2], np.int64)
    ranks = np.arange(going[0] if going else 0)
    last = sizes[ranks] - 1
    labels[last, ranks] = trail[last, ranks].argmax(axis=1)
    into = np.ascontiguousarray(transitions.T)
    for step in range(len(going) - 2, -1, -1):
        further = going[step + 1]
        ways = trail[step, :further] + into[labels[step + 1, :further]]
        labels[step, :further] = ways.argmax(axis=1)
    return labels
