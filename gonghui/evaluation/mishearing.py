"""A recogniser on a bad line: what it may write for what was said.

For measuring alone; nothing is ever taught with it. Here and there a syllable is
uncertain: the recogniser has a few candidates for it (the same sound in another
character, a sound that is near at eight kilohertz, or nothing at all) and scores them
wrongly now and then. Its alternatives are the best combinations, as from a confusion
network. The model folds some of these sounds together (`language/pinyin.py`); most of
those below it does not. Dialect, noise of sites and wrong segmentation are not in it.
"""

from __future__ import annotations

import math
import random
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

INITIALS = ("bp", "dt", "gkh", "jqx", "zcs", "nlr", "fh", "mn")
FINALS = (
    ("an", "ang", "en"),
    ("en", "eng", "ong"),
    ("in", "ing"),
    ("ian", "iang"),
    ("uan", "uang"),
    ("o", "ou", "uo", "e"),
    ("ai", "ei", "a"),
    ("ao", "ou"),
    ("i", "v", "ei"),
    ("ui", "ei"),
)
UNCERTAIN = 0.2
"""Share of the syllables that the recogniser is not sure of."""

HEAD_START = 0.7
"""By how much, in standard deviations, what was said scores above a rival."""

RIVALS = 2
LOST = 0.12
"""Share of the rivals that are nothing: the syllable is swallowed."""

LIKELY = {"same": 6.0, "near": 1.0}
"""How often a rival sounds the same, and how often it only sounds near."""

ALTERNATIVES = 5
SHARPNESS = 0.5
Heard = list[tuple[str, float]]
"""Alternatives with their confidences, the recogniser's favourite first."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A syllable without its tone."""

    initial: str
    final: str

    @classmethod
    def of(cls, reading: str) -> Sound:
        """Divide a reading.

        >>> Sound.of("shāng")
        Sound(initial='s', final='ang')
        """
        letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
        plain = "".join(letter for letter in letters if letter.isascii())
        start = next((n for n, c in enumerate(plain) if c in "aeiouv"), 0)
        return cls(plain[:start][:1], plain[start:])

    def is_near(self, other: Sound) -> bool:
        """Tell whether two are confused on a bad line."""
        if self.final == other.final:
            return any({self.initial, other.initial} <= {*group} for group in INITIALS)
        if self.initial != other.initial:
            return False
        return any({self.final, other.final} <= {*group} for group in FINALS)


class Recogniser:
    """Mishears texts; the same text always in the same way."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take texts that show which characters people use, and how often."""
        from pypinyin.pinyin_dict import pinyin_dict

        used = Counter(chain.from_iterable(texts))
        self._used = {c: n for c, n in used.items() if ord(c) in pinyin_dict}
        self._sounds = {
            c: Sound.of(pinyin_dict[ord(c)].split(",")[0]) for c in self._used
        }
        by_sound: dict[Sound, list[str]] = {}
        for character, sound in self._sounds.items():
            by_sound.setdefault(sound, []).append(character)
        self._rivals = {
            sound: dict(self._weighed(sound, by_sound)) for sound in by_sound
        }

    def hear(self, text: str) -> Heard:
        """Return what is recognised, with confidences."""
        chance = random.Random(text)  # noqa: S311 - repeatable, no secret
        heard = [(0.0, "")]
        for character in text:
            spot = self._spot(character, chance)
            longer = ((s + score, t + c) for s, t in heard for score, c in spot)
            heard = _best(longer)
        top = heard[0][0]
        shares = [math.exp((score - top) / SHARPNESS) for score, _ in heard]
        return [
            (text, round(share / sum(shares), 3))
            for (_, text), share in zip(heard, shares, strict=True)
        ]

    def _weighed(
        self, sound: Sound, by_sound: Mapping[Sound, Sequence[str]]
    ) -> Iterator[tuple[str, float]]:
        """Give the characters that may be written for a sound."""
        for other, characters in by_sound.items():
            if other == sound or sound.is_near(other):
                likely = LIKELY["same" if other == sound else "near"]
                for character in characters:
                    yield character, likely * self._used[character]

    def _spot(self, character: str, chance: random.Random) -> list[tuple[float, str]]:
        """Score what may be written for one character."""
        sound = self._sounds.get(character)
        if sound is None or chance.random() >= UNCERTAIN:
            return [(0.0, character)]
        rivals = {c: w for c, w in self._rivals[sound].items() if c != character}
        drawn = (
            chance.choices([*rivals], [*rivals.values()], k=RIVALS) if rivals else []
        )
        heard = ["" if chance.random() < LOST else rival for rival in drawn]
        spot = {rival: chance.gauss(0, 1) for rival in heard}
        spot[character] = chance.gauss(HEAD_START, 1)
        return [(score, c) for c, score in spot.items()]


def _best(scored: Iterable[tuple[float, str]]) -> list[tuple[float, str]]:
    """Keep the best alternatives, each text once."""
    once: dict[str, float] = {}
    for score, text in scored:
        once[text] = max(score, once.get(text, -math.inf))
    ranked = sorted(((s, t) for t, s in once.items()), reverse=True)
    return ranked[:ALTERNATIVES]
