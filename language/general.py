"""How frequent words are in general Chinese, as jieba knows it."""

from __future__ import annotations

from collections.abc import Mapping

from language.segment import Segmenter, Tokenizer


class General:
    """The frequencies of a dictionary of general Chinese."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._segmenter = Segmenter({**frequencies})
        self.total = sum(frequencies.values()) or 1

    @classmethod
    def load(cls) -> General:
        """Read jieba's own dictionary."""
        tokenizer = Tokenizer()
        frequencies, _ = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        return cls(frequencies)

    def count(self, phrase: str) -> int:
        """Give a word's frequency; a phrase is as rare as its rarest word."""
        known = self._frequencies.get(phrase, 0)
        words = self._segmenter.cut(phrase)
        counts = (self._frequencies.get(word, 0) for word in words)
        return known or min(counts, default=0)
