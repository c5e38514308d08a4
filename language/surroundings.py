"""What the tagger sees of a character: itself, its neighbours, its word, the lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from language.ideas import longest
from language.keys import Keys, Places, named, spread
from language.page import Page, ragged
from language.reading import Reading

WINDOWS = (
    *((0, 1), (-1, 0), (1, 2), (-2, -1), (2, 3)),
    *((-1, 1), (0, 2), (-2, 0), (1, 3), (-1, 2)),
)
"""Stretches around a character: from where to where, counted from it."""

SALTS = spread(named(f"window {window}") for window in WINDOWS)[:, None]
SOUND, WORD, BEFORE, AFTER, FROM, UP_TO = (
    np.uint64(named(f"tagger {what}"))
    for what in ("sound", "word", "before", "after", "from", "up to")
)
LONGEST_WORD = 8
BORDERS = "SBME"
WORD_PLACES = spread(
    named(f"in a word {border}{length}")
    for border in BORDERS
    for length in range(LONGEST_WORD + 1)
)

Part = tuple[Keys, Places]


def surroundings(page: Page, intents: Sequence[str]) -> Part:
    """Give the keys that describe the characters of a page, with their places."""
    parts = [*_letters(page), *_words(page)]
    told = [named(f"intent {intent}") for intent in intents]
    parts.append((np.repeat(spread(told), page.lengths), page.characters()))
    parts.append(_marks(page))
    keys, owners = zip(*parts, strict=True)
    return np.concatenate(keys), np.concatenate(owners)


def _letters(page: Page) -> Iterator[Part]:
    """Look at the characters around each, and at its sound."""
    places = page.characters()
    first, last = np.array(WINDOWS).T[:, :, None]
    around = page.letters.keys(places + first, places + last) ^ SALTS
    yield around.reshape(-1), np.tile(places, len(WINDOWS))
    yield page.sounds.keys(places, places + 1) ^ SOUND, places


def _words(page: Page) -> Iterator[Part]:
    """Look at the word of each character, its place in it, and the words beside it."""
    starts, ends = page.words()
    lengths = ends - starts
    keys = page.letters.keys(starts, ends)
    beside = np.concatenate(([np.uint64(0)], keys, [np.uint64(0)]))
    apart = np.flatnonzero(starts[1:] != ends[:-1]) + 1
    before, after = beside[:-2].copy(), beside[2:].copy()
    before[apart], after[apart - 1] = 0, 0
    places = page.characters()
    for salt, key in ((WORD, keys), (BEFORE, before), (AFTER, after)):
        yield np.repeat(key ^ salt, lengths), places
    first = np.flatnonzero(starts[1:] == ends[:-1])
    pairs = page.letters.keys(starts[first], ends[first + 1])
    for salt, word in ((UP_TO, first), (FROM, first + 1)):
        owned = ragged(starts[word], lengths[word])
        yield np.repeat(pairs ^ salt, lengths[word]), owned
    into = places - np.repeat(starts, lengths)
    left = np.repeat(ends, lengths) - places
    border = np.where(into == 0, np.where(left == 1, 0, 1), np.where(left == 1, 3, 2))
    short = np.minimum(np.repeat(lengths, lengths), LONGEST_WORD)
    yield WORD_PLACES[border * (LONGEST_WORD + 1) + short], places


def _marks(page: Page) -> Part:
    """Tell each character, and its neighbours, the lists and patterns it is part of."""
    keys: list[int] = []
    places: list[int] = []
    for reading, start in zip(page.readings, page.starts.tolist(), strict=True):
        for kind, first, last in _found(reading):
            for place in range(first, last):
                border = _border(place - first, last - first)
                keys += _mark(kind, border)
                at = start + place
                places += (at, at + 1, at - 1)
        for known in longest(reading.known):
            for place in range(known.start, known.end):
                border = _border(place - known.start, known.end - known.start)
                keys.append(_mark(known.name, border)[0])
                places.append(start + place)
    return spread(keys), np.array(places, np.int64)


@lru_cache(maxsize=1 << 12)
def _mark(kind: str, border: str) -> tuple[int, int, int]:
    """Give what a mark says of its own character, the next one and the one before."""
    names = (f"mark {kind} {border}", f"after {kind} {border}", f"near {kind} {border}")
    here, after, before = map(named, names)
    return here, after, before


def _found(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Give what lists and patterns say of a reading."""
    for hit in reading.hits:
        yield f"name {hit.kind}", hit.start, hit.end
    for candidate in reading.candidates:
        kind = candidate.entity if candidate.sure else f"{candidate.entity}?"
        yield f"pattern {kind}", candidate.start, candidate.end


def _border(place: int, length: int) -> str:
    """Name a place in a stretch: Single, Begin, Middle or End."""
    if length == 1:
        return "S"
    return "B" if place == 0 else "E" if place == length - 1 else "M"
