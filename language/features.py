"""What the classifier counts in a message; every feature is a short string.

The first character tells the family: `c` characters, `w` words, `p` readings,
`k` concepts and pairs of them, `e` entities, `f` form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from language.reading import Reading

LONGEST_NGRAM = 4
LONGEST_SOUND = 3
CLAUSE = re.compile(r"[^\s,.。;:?!、\"“”‘’'()\[\]【】《》…~\-—·]+")
ASKED = re.compile("怎么|多少|什么|哪|几|能不能|可以|是不是|有没有|要不要|谁|吗|呢|么$")
COVERAGE = 4
"""Steps in which it is told how much of a message is bare data."""


def features(reading: Reading, *, channel: str) -> list[str]:
    """List what is in a message, each feature once, in a fixed order."""
    found: dict[str, None] = {}
    for family in (_characters, _words, _sounds, _concepts, _entities):
        found |= dict.fromkeys(family(reading))
    found |= dict.fromkeys(_form(reading, channel))
    return list(found)


def _characters(reading: Reading) -> Iterator[str]:
    """Give the character n-grams of each clause, its borders included."""
    for clause in CLAUSE.findall(reading.text):
        yield from _ngrams("c", f"^{clause}$", range(1, LONGEST_NGRAM + 1))


def _words(reading: Reading) -> Iterator[str]:
    """Give the words."""
    for word in reading.words:
        if CLAUSE.fullmatch(word.text):
            yield f"w{word.text}"


def _sounds(reading: Reading) -> Iterator[str]:
    """Give the n-grams of readings, which a recogniser's homophones keep."""
    for clause in CLAUSE.finditer(reading.text):
        syllables = reading.syllables[clause.start() : clause.end()]
        for size in range(1, LONGEST_SOUND + 1):
            for first in range(len(syllables) - size + 1):
                yield "p" + ".".join(syllables[first : first + size])


def _concepts(reading: Reading) -> Iterator[str]:
    """Give the ideas, and each two that are in one message."""
    ideas = sorted({hit.kind for hit in reading.concepts})
    yield from (f"k{idea}" for idea in ideas)
    yield from (f"k{one}&{other}" for one, other in combinations(ideas, 2))


def _entities(reading: Reading) -> Iterator[str]:
    """Tell the kinds of entities."""
    for candidate in reading.candidates:
        if candidate.sure:
            yield f"e{candidate.entity}"
    for hit in reading.hits:
        yield f"e{hit.kind}"


def _form(reading: Reading, channel: str) -> Iterator[str]:
    """Tell the length, whether it asks, how it came, how much of it is bare data."""
    text = reading.text
    covered = sum(c.end - c.start for c in reading.candidates if c.sure)
    yield f"fcovered{COVERAGE * covered // (len(text) or 1)}"
    yield f"flength{len(text).bit_length()}"
    yield f"fchannel{channel}"
    if "?" in text:
        yield "f?"
    if ASKED.search(text):
        yield "fasked"


def _ngrams(family: str, text: str, sizes: Iterable[int]) -> Iterator[str]:
    for size in sizes:
        for first in range(len(text) - size + 1):
            yield family + text[first : first + size]
