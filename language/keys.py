"""Stretches of text as 64-bit keys, so that numpy handles thousands at a time.

A stretch's key is its rolling polynomial hash. Prefix sums give the key of any stretch
of a text in two array look-ups, whatever its length; so what the model counts are
intervals, and no n-gram is ever built as a string.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

BITS = 64
BASE = 0x9E3779B97F4A7C15
LONGEST = 1 << 17
"""Characters that may be looked at together."""


@lru_cache(maxsize=1 << 16)
def named(name: str) -> int:
    """Give the key of a feature that has a name instead of a stretch of text."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def codes(text: str) -> Keys:
    """Give the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)


def _powers(base: int) -> Keys:
    steps = np.full(LONGEST, base, np.uint64)
    steps[0] = 1
    return np.multiply.accumulate(steps)


POWERS = _powers(BASE)
INVERSES = _powers(pow(BASE, -1, 1 << BITS))


class Track:
    """A text, or the sounds of one, whose stretches can be asked for their keys."""

    def __init__(self, signs: Keys) -> None:
        self._sums = np.zeros(len(signs) + 1, np.uint64)
        np.cumsum(_mixed(signs) * POWERS[: len(signs)], out=self._sums[1:])

    def keys(self, starts: Places, ends: Places) -> Keys:
        """Give the keys of stretches; equal texts have equal keys wherever they are."""
        keys: Keys = (self._sums[ends] - self._sums[starts]) * INVERSES[starts]
        return keys


def spread(keys: Iterable[int]) -> Keys:
    """Make an array of keys."""
    return np.fromiter(keys, np.uint64)


def _mixed(signs: Keys) -> Keys:
    """Scatter neighbouring codes over all bits (the finaliser of splitmix64)."""
    mixed: Keys = signs * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(29)
    return mixed
