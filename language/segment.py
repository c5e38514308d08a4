"""Words, cut as jieba cuts them, by a dictionary of jieba's words and the union's."""

from __future__ import annotations

import math
import string
import warnings
from collections.abc import Iterable
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


ALNUM = frozenset(string.ascii_letters + string.digits)
"""Characters that run together to one word where the dictionary knows none."""


class Segmenter:
    """Cuts text into words; the same dictionary always cuts the same way.

    jieba's own tokenizer takes logarithms anew for every word that it considers, and
    keeps a cache file in a shared folder. Here the likeliest way is found in one loop
    over a table of logarithms; a test holds it to jieba's cuts.
    """

    def __init__(self, frequencies: dict[str, int]) -> None:
        self.frequencies = frequencies
        whole = math.log(sum(frequencies.values()) or 1)
        self._unknown = -whole
        self._costs = {
            word: math.log(count) - whole if count else None
            for word, count in frequencies.items()
        }

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
        words = sorted(self.frequencies)
        counts = [self.frequencies[word] for word in words]
        (folder / WORDS).write_text("\n".join(words), "utf-8")
        np.save(folder / FREQUENCIES, np.array(counts, dtype=np.int32))

    def cut(self, text: str) -> tuple[str, ...]:
        """Cut a text into words that together are the text."""
        ends = self._ends(text)
        words = []
        start, size = 0, len(text)
        while start < size:
            end = ends[start]
            if end == start + 1 and text[start] in ALNUM:
                while end < size and ends[end] == end + 1 and text[end] in ALNUM:
                    end += 1
            words.append(text[start:end])
            start = end
        return tuple(words)

    def _ends(self, text: str) -> list[int]:
        """Give where the word that begins at each place ends on the likeliest way."""
        size = len(text)
        best = [0.0] * (size + 1)
        ends = [0] * size
        costs = self._costs
        for start in range(size - 1, -1, -1):
            chosen, score = 0, -math.inf
            end = start + 1
            word = text[start:end]
            while word in costs:
                cost = costs[word]
                if cost is not None and cost + best[end] >= score:
                    chosen, score = end, cost + best[end]
                if end == size:
                    break
                end += 1
                word = text[start:end]
            ends[start] = chosen or start + 1
            best[start] = score if chosen else self._unknown + best[start + 1]
        return ends


def _pruned(frequencies: dict[str, int], own: set[str]) -> dict[str, int]:
    """Keep common words and our own, with every prefix that leads to them."""
    kept = {w: f for w, f in frequencies.items() if f >= RARE or (f and w in own)}
    for word in list(kept):
        for length in range(1, len(word)):
            kept.setdefault(word[:length], 0)
    return kept
