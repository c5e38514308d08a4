"""Counts as a row keeps them: by class of service, then by measure and key."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from helpdesk.reports.facts import Measure

type Counts = Mapping[str, Mapping[str, int]]
type Growing = defaultdict[str, Counter[str]]


def growing() -> Growing:
    """Return counts to add to."""
    return defaultdict(Counter)


def merge(into: Growing, counts: Counts) -> None:
    """Add counts to others."""
    for service, named in counts.items():
        into[service].update(named)


def plain(counts: Growing) -> dict[str, dict[str, int]]:
    """Return counts as they are written; what is nothing is left out."""
    return {
        service: {name: n for name, n in sorted(named.items()) if n}
        for service, named in sorted(counts.items())
        if any(named.values())
    }


def name_of(measure: str, key: str) -> str:
    """Return under which name a measure with a key is written.

    >>> name_of("opened.hour", "09"), name_of("opened", "")
    ('opened.hour/09', 'opened')
    """
    return f"{measure}/{key}" if key else measure


@cache
def measure_of(name: str) -> tuple[Measure, str]:
    """Return the measure and the key of a name."""
    measure, _, key = name.partition("/")
    return Measure(measure), key
