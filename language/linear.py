"""A table from keys to weights: what the classifier and the tagger both stand on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from language.keys import BITS, Keys, Places
from language.softmax import Floats

csr_matrix: Any = scipy.sparse.csr_matrix  # which has no annotations

KEYS, WEIGHTS = "keys.npy", "weights.npy"
SPARSE = 4
"""Slots for each key; with fewer, keys that want the same slot are frequent."""

BLOCK = 1 << 14
"""Rows that are read together."""

UNKNOWN = -1
SCATTER = np.uint64(0xD6E8FEB86659FD93)


class Table:
    """Finds the places of keys, many at a time (open addressing, linear probing)."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        bits = max(len(keys) * SPARSE, 2).bit_length()
        self._shift = np.uint64(BITS - bits)
        self._last = np.int64((1 << bits) - 1)
        self._slots = np.zeros(1 << bits, np.uint64)
        self._places = np.full(1 << bits, UNKNOWN, np.int32)
        self._fill()

    def find(self, keys: Keys) -> Places:
        """Give the place of each key, or `UNKNOWN`."""
        slots = self._wanted(keys)
        places = self._places[slots].astype(np.int64)
        wrong = np.flatnonzero((self._slots[slots] != keys) & (places != UNKNOWN))
        while len(wrong):
            slots[wrong] = (slots[wrong] + 1) & self._last
            places[wrong] = self._places[slots[wrong]]
            other = self._slots[slots[wrong]] != keys[wrong]
            wrong = wrong[other & (places[wrong] != UNKNOWN)]
        return np.where(self._slots[slots] == keys, places, UNKNOWN)

    def _wanted(self, keys: Keys) -> Places:
        slots: Places = ((keys * SCATTER) >> self._shift).astype(np.int64)
        return slots

    def _fill(self) -> None:
        """Give each key the first free slot from the one that it wants."""
        slots, pending = self._wanted(self.keys), np.arange(len(self.keys))
        while len(pending):
            free = pending[self._places[slots[pending]] == UNKNOWN]
            taken, first = np.unique(slots[free], return_index=True)
            winners = free[first]
            self._slots[taken], self._places[taken] = self.keys[winners], winners
            pending = np.setdiff1d(pending, winners)
            slots[pending] = (slots[pending] + 1) & self._last


class Linear:
    """Sums the weights of keys for every owner, such as a clause or a character."""

    def __init__(self, keys: Keys, weights: Floats) -> None:
        self.weights = weights
        self._table = Table(keys)

    @property
    def keys(self) -> Keys:
        """The known keys; row by row, `weights` belong to them."""
        return self._table.keys

    @classmethod
    def load(cls, folder: Path, name: str) -> Linear:
        """Read a saved table."""
        keys = np.load(folder / f"{name}.{KEYS}", allow_pickle=False)
        return cls(keys, _widened(folder / f"{name}.{WEIGHTS}"))

    def save(self, folder: Path, name: str) -> None:
        """Write the table beside a model, at half precision."""
        np.save(folder / f"{name}.{KEYS}", self.keys)
        np.save(folder / f"{name}.{WEIGHTS}", self.weights.astype(np.float16))

    def sums(self, keys: Keys, owners: Places, rows: int) -> Floats:
        """Add up, for each of so many owners, the weights of its known keys."""
        places = self._table.find(keys)
        known = np.flatnonzero(places != UNKNOWN)
        sums = np.zeros((rows, self.weights.shape[1]), np.float32)
        if len(known):
            order = known[np.argsort(owners[known], kind="stable")]
            theirs = owners[order]
            firsts = np.flatnonzero(np.diff(theirs, prepend=-1))
            weights = self.weights[places[order]]
            sums[theirs[firsts]] = np.add.reduceat(weights, firsts, axis=0)
        return sums


def _widened(path: Path) -> Floats:
    """Read weights of half precision, a block at a time to save memory."""
    with path.open("rb") as file:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError(f"{path.name}: is of another version")
        shape, _, half = np.lib.format.read_array_header_1_0(file)
        weights = np.empty(shape, np.float32)
        for start in range(0, len(weights), BLOCK):
            block = weights[start : start + BLOCK]
            block[:] = np.fromfile(file, half, block.size).reshape(block.shape)
    return weights
