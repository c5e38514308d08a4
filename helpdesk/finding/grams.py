"""An inverted index in memory: which names have which pieces of text and sound."""

import math
from array import array
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from helpdesk.finding.scoring import Heard, scoring

type Slots = npt.NDArray[np.uint32]


def grams(name: Heard) -> list[str]:
    """Return a name's characters, pairs of characters and pairs of syllables, once.

    Two syllables find a name of which no character was written right.
    """
    pairs = map("".join, (*pairwise(name.text), *pairwise(name.sound)))
    return list(dict.fromkeys((*name.text, *pairs)))


class Postings:
    """Remembers for each piece the slots whose names have it.

    Four bytes a mention. Adding and taking away touch only the name's own pieces, and
    leave exactly what building anew would: results do not depend on history.
    """

    def __init__(self) -> None:
        self._slots: dict[str, array[int]] = {}
        self._lengths = array("H")
        self._ranks = array("q")
        self._count = 0
        self._weights: dict[str, float] = {}

    def add(self, slot: int, name: Heard, *, rank: int) -> None:
        """Note a name's pieces; rank decides between names that fit equally well."""
        if slot == len(self._lengths):
            self._lengths.append(0)
            self._ranks.append(0)
        self._lengths[slot], self._ranks[slot] = len(name.text), rank
        for gram in grams(name):
            self._slots.setdefault(gram, array("I")).append(slot)
        self._count += 1
        self._weights.clear()

    def take(self, slot: int, name: Heard) -> None:
        """Forget a name's pieces."""
        for gram in grams(name):
            slots = self._slots[gram]
            slots.remove(slot)
            if not slots:
                del self._slots[gram]
        self._count -= 1
        self._weights.clear()

    def weight(self, gram: str) -> float:
        """Return how much a piece tells: 1 when one name has it, less when many do."""
        known = self._weights.get(gram)
        if known is None:
            known = self._weights[gram] = self._weigh(gram)
        return known

    def nearest(self, said: Heard, limit: int) -> list[int]:
        """Return the slots that share the most with what was said.

        Among equals the shorter name comes first, then the lower rank.
        """
        known = [gram for gram in grams(said) if gram in self._slots]
        if not known:
            return []
        totals = self._totals(known)
        found = _highest(totals, limit)
        lengths = np.array(self._lengths)[found]
        ranks = np.array(self._ranks)[found]
        order = np.lexsort((ranks, lengths, -totals[found]))[:limit]
        return [int(slot) for slot in found[order]]

    def _totals(self, known: Iterable[str]) -> npt.NDArray[np.float64]:
        """Return for every slot the weights of the pieces it shares, added up."""
        totals = np.zeros(len(self._lengths))
        for gram in known:
            slots: Slots = np.array(self._slots[gram], dtype=np.uint32)
            totals[slots] += self.weight(gram) * len(gram)
        return totals

    def _weigh(self, gram: str) -> float:
        slots = self._slots.get(gram)
        if slots is None:
            return scoring().unseen_weight
        rarity = math.log((1 + self._count) / len(slots)) / math.log(1 + self._count)
        return max(scoring().least_weight, math.pow(rarity, scoring().rarity_power))


def _highest(totals: npt.NDArray[np.float64], limit: int) -> Slots:
    """Return the slots with the highest totals, and all that equal the last of them."""
    shared = np.flatnonzero(totals >= totals.max() * scoring().worth_a_look)
    if len(shared) > limit:
        values = totals[shared]
        least = np.partition(values, -limit)[-limit]
        shared = shared[values >= least]
    return shared.astype(np.uint32)
