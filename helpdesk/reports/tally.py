"""A tally: how often each thing happened, and the figures that follow from it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from helpdesk.reports.facts import Measure

type Tally = Counter[tuple[Measure, str]]
"""Counts by measure and key."""

type Days = Mapping[date, Tally]


def total(tally: Tally, measure: Measure, keys: Iterable[str] | None = None) -> int:
    """Return how often something happened, under some keys or any."""
    wanted = None if keys is None else frozenset(keys)
    return sum(
        count
        for (name, key), count in tally.items()
        if name is measure and (wanted is None or key in wanted)
    )


def by_key(tally: Tally, measure: Measure) -> dict[str, int]:
    """Return how often something happened under each key, in the keys' order."""
    found = {key: n for (name, key), n in tally.items() if name is measure and n}
    return dict(sorted(found.items()))


def mean(tally: Tally, measure: Measure) -> float | None:
    """Return the mean of keys that are numbers; None where there are none."""
    counts = by_key(tally, measure)
    among = sum(counts.values())
    return sum(int(key) * n for key, n in counts.items()) / among if among else None


def quantile(tally: Tally, measure: Measure, at: float) -> int | None:
    """Return the least number that this part of all does not exceed.

    >>> tally = Counter({(Measure.settle_days, str(n)): 1 for n in range(1, 11)})
    >>> [quantile(tally, Measure.settle_days, at) for at in (0.5, 0.9)]
    [5, 9]
    """
    counts = sorted((int(key), n) for key, n in by_key(tally, measure).items())
    among, passed = sum(n for _, n in counts), 0
    for number, n in counts:
        passed += n
        if passed >= at * among:
            return number
    return None
