"""Find sentences that are nearly the same, without comparing each with each."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

NEAR = 0.85  # of the character pairs of two sentences together, those they share
SHORTEST = 6  # characters; shorter ones are near by nature


def pairs_of(text: str) -> frozenset[str]:
    """Return the character pairs of a sentence."""
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard index of two sets, 0 to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


class NearIndex:
    """An index of sentences by their rarest character pairs.

    Two sets that share 85 % of their pairs share one of their rarest 15 %
    (prefix filtering, Chaudhuri et al. 2006), so only those are looked up.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Index sentences; each is later named by its place."""
        self._sets = [pairs_of(text) for text in texts]
        self._seen = Counter(pair for pairs in self._sets for pair in pairs)
        self._places: dict[str, list[int]] = {}
        for place, pairs in enumerate(self._sets):
            for pair in self._rarest(pairs):
                self._places.setdefault(pair, []).append(place)

    def near(self, text: str) -> Iterator[tuple[int, float]]:
        """Give the places of sentences that are near one, with their likeness."""
        if len(text) < SHORTEST:
            return
        pairs = pairs_of(text)
        met = {
            place
            for pair in self._rarest(pairs)
            for place in self._places.get(pair, ())
        }
        for place in sorted(met):
            score = likeness(pairs, self._sets[place])
            if score >= NEAR:
                yield place, score

    def _rarest(self, pairs: Iterable[str]) -> list[str]:
        ranked = sorted(pairs, key=lambda pair: (self._seen[pair], pair))
        return ranked[: len(ranked) - math.ceil(NEAR * len(ranked)) + 1]
