"""What the classifier counts in a message.

Characters, words and sounds are stretches of text; ideas, entities and form have names.
All become keys. They are counted for each clause, so that what neighbouring clauses say
can be added up; what concerns a message as a whole is counted for it apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from language.keys import Keys, Places, named, spread
from language.page import Page, ragged
from language.reading import Reading
from language.softmax import Floats

LONGEST_NGRAM = 4
LONGEST_SOUND = 3
LONGEST_EDGE = 3
SHORT = 3
"""A clause up to this long is also counted as a whole."""

ASKED = re.compile("怎么|多少|什么|哪|几|能不能|可以|是不是|有没有|要不要|谁|吗|呢|么$")
COVERAGE = 4
"""Steps in which it is told how much of a message is bare data."""

FAMILIES = ("letters", "first", "last", "whole", "word", "sound")
SALT = {family: np.uint64(named(f"family {family}")) for family in FAMILIES}


@dataclass(frozen=True, slots=True)
class Counts:
    """Keys with their owners: every clause of each message, and the message itself."""

    keys: Keys
    owners: Places
    firsts: Places
    """The first owner of each message; its last is the message as a whole."""

    @classmethod
    def joined(cls, pages: Sequence[Counts]) -> Counts:
        """Put the counts of several pages together."""
        shifts = np.concatenate(([0], np.cumsum([page.rows for page in pages])))
        moved = list(zip(pages, shifts.tolist(), strict=False))
        firsts = [page.firsts[:-1] + shift for page, shift in moved]
        return cls(
            keys=np.concatenate([page.keys for page in pages]),
            owners=np.concatenate([page.owners + shift for page, shift in moved]),
            firsts=np.concatenate([*firsts, shifts[-1:]]).astype(np.int64),
        )

    @property
    def rows(self) -> int:
        """How many owners there are."""
        return int(self.firsts[-1])

    def of_clauses(self, rows: Floats) -> list[Floats]:
        """Give each message the rows of its clauses, without that of the whole."""
        bounds = zip(self.firsts.tolist(), self.firsts[1:].tolist(), strict=False)
        return [rows[first : last - 1] for first, last in bounds]

    def messages(self) -> Places:
        """Give the message of every key."""
        places: Places = np.searchsorted(self.firsts, self.owners, "right") - 1
        return places


def count(page: Page, channels: Sequence[str]) -> Counts:
    """Count what is in each clause of the messages on a page."""
    sizes = [len(reading.clauses) + 1 for reading in page.readings]
    firsts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    bounds = [
        (start + offset, end + offset, first + number)
        for reading, offset, first in zip(
            page.readings, page.starts.tolist(), firsts.tolist(), strict=False
        )
        for number, (start, end) in enumerate(reading.clauses)
    ]
    starts, ends, owners = np.array(bounds, np.int64).reshape(-1, 3).T
    parts = [*_stretches(page, starts, ends, owners)]
    parts.append(_named(page.readings, channels, firsts))
    keys, owned = zip(*parts, strict=True)
    return Counts(np.concatenate(keys), np.concatenate(owned), firsts)


Part = tuple[Keys, Places]


def _stretches(
    page: Page, starts: Places, ends: Places, owners: Places
) -> Iterator[Part]:
    """Give the n-grams of letters and sounds, the edges of clauses, and the words."""
    lengths = ends - starts
    places = ragged(starts, lengths)
    owned = np.repeat(owners, lengths)
    fitting, sizes = _fitting(np.repeat(ends, lengths) - places, LONGEST_NGRAM)
    at, by = places[fitting], owned[fitting]
    yield page.letters.keys(at, at + sizes) ^ SALT["letters"], by
    heard = int(np.searchsorted(sizes, LONGEST_SOUND, "right"))
    at, by, sizes = at[:heard], by[:heard], sizes[:heard]
    yield page.sounds.keys(at, at + sizes) ^ SALT["sound"], by
    fitting, sizes = _fitting(lengths, LONGEST_EDGE)
    first, last, by = starts[fitting], ends[fitting], owners[fitting]
    yield page.letters.keys(first, first + sizes) ^ SALT["first"], by
    yield page.letters.keys(last - sizes, last) ^ SALT["last"], by
    short = lengths <= SHORT
    yield page.letters.keys(starts[short], ends[short]) ^ SALT["whole"], owners[short]
    owner_at = np.full(page.size, -1, np.int64)
    owner_at[places] = owned
    begin, finish = page.words()
    by = owner_at[begin]
    inside = by >= 0
    yield page.letters.keys(begin[inside], finish[inside]) ^ SALT["word"], by[inside]


def _fitting(room: Places, longest: int) -> tuple[Places, Places]:
    """Give what has room for each size, size by size, and the sizes."""
    fits = [np.flatnonzero(room >= size) for size in range(1, longest + 1)]
    sizes = np.repeat(np.arange(1, longest + 1), [len(some) for some in fits])
    return np.concatenate(fits), sizes


def _named(
    readings: Sequence[Reading], channels: Sequence[str], firsts: Places
) -> Part:
    """Give the features that have names."""
    keys: list[int] = []
    owners: list[int] = []
    for number, (reading, channel) in enumerate(zip(readings, channels, strict=True)):
        first, whole = int(firsts[number]), int(firsts[number + 1]) - 1
        for key, place in _told(reading):
            keys.append(key)
            owners.append(first + _clause(reading, place))
        for key in _overall(reading, channel):
            keys.append(key)
            owners.append(whole)
    return spread(keys), np.array(owners, np.int64)


def _clause(reading: Reading, place: int) -> int:
    """Say which clause a place is in."""
    for number, (_, end) in enumerate(reading.clauses):
        if place < end:
            return number
    return max(len(reading.clauses) - 1, 0)


def _told(reading: Reading) -> Iterator[tuple[int, int]]:
    """Give ideas, names and entities with their places."""
    ideas = {idea.name: idea.start for idea in reversed(reading.ideas)}
    for name, start in ideas.items():
        yield named(f"idea {name}"), start
    for candidate in reading.candidates:
        if candidate.sure:
            yield named(f"entity {candidate.entity}"), candidate.start
    for hit in reading.hits:
        yield named(f"name {hit.kind}"), hit.start


def _overall(reading: Reading, channel: str) -> Iterator[int]:
    """Give pairs of ideas, the length, whether it asks, and how much is bare data."""
    ideas = sorted({idea.name for idea in reading.ideas})
    yield from (_pair(one, other) for one, other in combinations(ideas, 2))
    text = reading.text
    covered = sum(c.end - c.start for c in reading.candidates if c.sure)
    yield named(f"covered {COVERAGE * covered // (len(text) or 1)}")
    yield named(f"length {len(text).bit_length()}")
    yield named(f"channel {channel}")
    if "?" in text:
        yield named("?")
    if ASKED.search(text):
        yield named("asked")


@lru_cache(maxsize=1 << 16)
def _pair(one: str, other: str) -> int:
    """Give the key of two ideas in one message."""
    return named(f"ideas {one} {other}")
