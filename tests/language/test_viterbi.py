from itertools import pairwise, product

import numpy as np
import pytest

from language.viterbi import best_paths

LABELS = 3
APART = 2


def score(path, states, transitions) -> float:
    own = sum(states[place, label] for place, label in enumerate(path))
    return float(own + sum(transitions[a, b] for a, b in pairwise(path)))


def best_score(states, transitions) -> float:
    """Try every path there is."""
    paths = product(range(LABELS), repeat=len(states))
    return max(score(path, states, transitions) for path in paths)


def laid(lengths: list[int], seed: int):
    """Make sequences with whole-numbered scores, which add up without rounding."""
    chance = np.random.default_rng(seed)
    sizes = np.array(lengths, np.int64)
    starts = APART + np.cumsum(sizes + APART) - sizes - APART
    rows = APART + int((sizes + APART).sum())
    states = chance.integers(-9, 10, (rows, LABELS)).astype(np.float32)
    transitions = chance.integers(-9, 10, (LABELS, LABELS)).astype(np.float32)
    return states, starts, sizes, transitions


class TestBestPaths:
    @pytest.mark.parametrize("seed", range(10))
    @pytest.mark.parametrize(
        "lengths", [[1], [2], [6], [0, 1], [3, 0, 6, 1, 3], [1, 1, 1], [6, 5, 4, 0]]
    )
    def test_no_other_path_adds_up_higher(self, lengths, seed):
        states, starts, sizes, transitions = laid(lengths, seed)

        paths = best_paths(states, starts, sizes, transitions)

        for path, start, size in zip(paths, starts, sizes, strict=True):
            own = states[start : start + size]
            assert len(path) == size
            assert score(path.tolist(), own, transitions) == best_score(
                own, transitions
            )

    def test_each_sequence_is_read_as_if_it_were_alone(self):
        lengths = np.random.default_rng(5).integers(0, 40, 64).tolist()
        states, starts, sizes, transitions = laid(lengths, 5)

        together = best_paths(states, starts, sizes, transitions)

        for place, path in enumerate(together):
            here = slice(place, place + 1)
            [alone] = best_paths(states, starts[here], sizes[here], transitions)
            assert path.tolist() == alone.tolist()

    @pytest.mark.parametrize("lengths", [[], [0], [0, 0, 0]])
    def test_nothing_has_no_labels(self, lengths):
        paths = best_paths(*laid(lengths, 1))

        assert [path.tolist() for path in paths] == [[] for _ in lengths]

    def test_a_path_follows_what_may_follow(self):
        states = np.array([[1, 0], [1, 0], [0, 9]], np.float32)
        transitions = np.array([[0, -99], [0, 0]], np.float32)

        [path] = best_paths(states, np.array([0]), np.array([3]), transitions)

        assert path.tolist() == [1, 1, 1]
