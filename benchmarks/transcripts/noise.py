"""A recogniser's mistakes, made on purpose: the kinds that reports tell of.

Repairs and repeated starts come most, then fillers, then characters heard as others of
the same or nearly the same sound, then characters lost.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from pypinyin import lazy_pinyin

NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))


@dataclass(frozen=True, slots=True)
class Noise:
    """How often what goes wrong, a share of turns or of characters."""

    sounds: Mapping[str, Sequence[str]]
    """Characters that are heard for a character."""
    fillers: Sequence[str]
    again: float = 0.12
    filler: float = 0.25
    misheard: float = 0.03
    lost: float = 0.008

    @classmethod
    def learn(
        cls, texts: Iterable[str], fillers: Sequence[str], **shares: float
    ) -> Self:
        """Learn which characters of some texts sound alike."""
        letters = sorted({c for text in texts for c in text if "一" <= c <= "鿿"})
        groups = defaultdict(list)
        for letter, sound in zip(letters, lazy_pinyin(letters), strict=True):
            groups[blurred(sound)].append(letter)
        sounds = {
            letter: tuple(other for other in group if other != letter)
            for group in groups.values()
            for letter in group
            if len(group) > 1
        }
        return cls(sounds, fillers, **shares)

    def spoil(self, text: str, chance: random.Random) -> str:
        """Return a text as it could be heard."""
        heard = "".join(self._heard(char, chance) for char in text) or text
        if chance.random() < self.again and len(heard) > 4:
            heard = f"{heard[:2]} {heard}"
        if chance.random() < self.filler:
            heard = f"{chance.choice(self.fillers)} {heard}"
        return heard

    def _heard(self, char: str, chance: random.Random) -> str:
        drawn = chance.random()
        if drawn < self.lost:
            return ""
        if drawn < self.lost + self.misheard and char in self.sounds:
            return chance.choice(self.sounds[char])
        return char


def blurred(sound: str) -> str:
    """Return a syllable without what many do not tell apart.

    >>> blurred("zhong") == blurred("zon"), blurred("lan") == blurred("nan")
    (True, True)
    """
    for one, other in NEAR:
        sound = sound.replace(one, other)
    return sound
