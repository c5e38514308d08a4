"""The features a model knows, and how telling each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from language.softmax import Floats, Places

WORDS, RARITY = "vocabulary.txt", "rarity.npy"
SEEN_AT_LEAST = 2
"""A feature of one sentence alone teaches that sentence, not the language."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Places of the known features, with their inverse document frequency."""

    places: Mapping[str, int]
    rarity: Floats

    @classmethod
    def build(cls, listed: Sequence[Sequence[str]]) -> Vocabulary:
        """Collect the features that several sentences share."""
        counts = Counter(feature for features in listed for feature in features)
        known = sorted(f for f, count in counts.items() if count >= SEEN_AT_LEAST)
        shares = (1 + len(listed)) / (1 + np.array([counts[f] for f in known]))
        rarity = (np.log(shares) + 1).astype(np.float32)
        return cls({feature: place for place, feature in enumerate(known)}, rarity)

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read the vocabulary of a saved model."""
        known = (folder / WORDS).read_text("utf-8").split("\n")
        rarity = np.load(folder / RARITY, allow_pickle=False)
        return cls({feature: place for place, feature in enumerate(known)}, rarity)

    def save(self, folder: Path) -> None:
        """Write the vocabulary beside a model."""
        (folder / WORDS).write_text("\n".join(self.places), "utf-8")
        np.save(folder / RARITY, self.rarity)

    def weigh(self, features: Sequence[str]) -> tuple[Places, Floats]:
        """Give the places of the known ones among features, and their weights."""
        known = [self.places[f] for f in features if f in self.places]
        places = np.array(known, dtype=np.int32)
        return places, self.rarity[places]
