"""Several readings laid one after the other, for numpy to take in at one look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from language.keys import Keys, Places, Track, codes
from language.reading import Reading

PAD = "\0\0"
"""Stands between readings; whoever looks two characters around sees it."""


class Page:
    """The text of several readings, and where each of them begins."""

    def __init__(self, readings: Sequence[Reading], sounds: Keys) -> None:
        self.readings = readings
        lengths = np.array([len(reading.text) for reading in readings], np.int64)
        ends = np.cumsum(lengths + len(PAD))
        self.starts: Places = ends - lengths
        self.lengths: Places = lengths
        written = codes(PAD + PAD.join(r.text for r in readings) + PAD)
        self.size = len(written)
        self.letters = Track(written)
        self.sounds = Track(_heard(written, sounds))

    def characters(self) -> Places:
        """Give the places of all characters, without what stands between readings."""
        return ragged(self.starts, self.lengths)

    def words(self) -> tuple[Places, Places]:
        """Give where the words of all readings begin and end."""
        words = (word for reading in self.readings for word in reading.words)
        lengths = np.fromiter(map(len, words), np.int64)
        counts = [len(reading.words) for reading in self.readings]
        pads = np.repeat(np.arange(1, len(counts) + 1) * len(PAD), counts)
        ends = np.cumsum(lengths) + pads
        return ends - lengths, ends


def ragged(starts: Places, lengths: Places) -> Places:
    """Count on from each start for its length: (5, 9), (2, 3) → 5 6 9 10 11."""
    before = np.cumsum(lengths) - lengths
    places: Places = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return places


def _heard(written: Keys, sounds: Keys) -> Keys:
    """Put sounds for the characters that have one."""
    return np.where(
        written < len(sounds), sounds[np.minimum(written, len(sounds) - 1)], written
    )
