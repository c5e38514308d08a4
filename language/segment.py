"""Words, cut by a jieba tokenizer of our own."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

with warnings.catch_warnings():  # jieba's source has invalid escapes; not our matter
    warnings.simplefilter("ignore")
    import jieba

Tokenizer: Any = jieba.Tokenizer  # which has no annotations

WORDS, FREQUENCIES = "words.txt", "frequencies.npy"
RARE = 5
"""Words of jieba's dictionary rarer than this are never seen and only take time."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in the text."""

    text: str
    start: int
    end: int

    def moved(self, by: int) -> Word:
        """Give the same word in a text that begins elsewhere."""
        return Word(self.text, self.start + by, self.end + by)


class Segmenter:
    """Cuts text into words; the same dictionary always cuts the same way.

    The tokenizer is private: jieba's global one can be changed by anybody and writes a
    cache file into a shared folder.
    """

    def __init__(self, frequencies: dict[str, int]) -> None:
        self._tokenizer = Tokenizer()
        self._tokenizer.FREQ = frequencies
        self._tokenizer.total = sum(frequencies.values())
        self._tokenizer.initialized = True

    @classmethod
    def build(cls, words: Iterable[str]) -> Segmenter:
        """Make a dictionary of jieba's own words and the union's."""
        tokenizer = Tokenizer()
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(
            tokenizer.get_dict_file()
        )
        tokenizer.initialized = True
        own = sorted(set(words))
        for word in own:
            tokenizer.add_word(word)
        return cls(_pruned(tokenizer.FREQ, set(own)))

    @classmethod
    def load(cls, folder: Path) -> Segmenter:
        """Read the dictionary that a model was trained with."""
        words = (folder / WORDS).read_text("utf-8").split("\n")
        counts = np.load(folder / FREQUENCIES, allow_pickle=False).tolist()
        return cls(dict(zip(words, counts, strict=True)))

    def save(self, folder: Path) -> None:
        """Write the dictionary beside a model."""
        words = sorted(self._tokenizer.FREQ)
        counts = [self._tokenizer.FREQ[word] for word in words]
        (folder / WORDS).write_text("\n".join(words), "utf-8")
        np.save(folder / FREQUENCIES, np.array(counts, dtype=np.int32))

    def cut(self, text: str) -> tuple[Word, ...]:
        """Cut a text into words that together are the text."""
        words = []
        start = 0
        for piece in self._tokenizer.cut(text, HMM=False):
            words.append(Word(piece, start, start + len(piece)))
            start += len(piece)
        return tuple(words)


def _pruned(frequencies: dict[str, int], own: set[str]) -> dict[str, int]:
    """Keep common words and our own, with every prefix that leads to them."""
    kept = {w: f for w, f in frequencies.items() if f >= RARE or (f and w in own)}
    for word in list(kept):
        for length in range(1, len(word)):
            kept.setdefault(word[:length], 0)
    return kept
