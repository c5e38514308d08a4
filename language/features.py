"""What the classifier counts in a message; every feature is a short string.

The first character tells the family: `c` characters, `w` words, `b` word pairs,
`p` readings, `n` characters around numbers, `e` entities, `f` form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from language.reading import Reading

LONGEST_NGRAM = 4
LONGEST_SOUND = 3
CLAUSE = re.compile(r"[^\s,.。;:?!、\"“”‘’'()\[\]【】《》…~\-—·]+")
NUMBERS = re.compile("[0-9零〇一二三四五六七八九十百千万两几多]+")
ASKED = re.compile("怎么|多少|什么|哪|几|能不能|可以|是不是|有没有|要不要|谁|吗|呢|么$")
COVERAGE = 4
"""Steps in which it is told how much of a message is bare data."""


def features(reading: Reading, *, channel: str) -> list[str]:
    """List what is in a message, each feature once, in a fixed order."""
    found: dict[str, None] = {}
    for family in (_characters, _words, _sounds, _numbers, _entities):
        found |= dict.fromkeys(family(reading))
    found |= dict.fromkeys(_form(reading, channel))
    return list(found)


def _characters(reading: Reading) -> Iterator[str]:
    """Give the character n-grams of each clause, its borders included."""
    for clause in CLAUSE.findall(reading.text):
        yield from _ngrams("c", f"^{clause}$", range(1, LONGEST_NGRAM + 1))


def _words(reading: Reading) -> Iterator[str]:
    """Give the words and each two neighbours."""
    words = [w.text for w in reading.words if CLAUSE.fullmatch(w.text)]
    for word in words:
        yield f"w{word}"
    for left, right in zip(words, words[1:], strict=False):
        yield f"b{left}_{right}"


def _sounds(reading: Reading) -> Iterator[str]:
    """Give the n-grams of readings, which a recogniser's homophones keep."""
    for clause in CLAUSE.finditer(reading.text):
        syllables = reading.syllables[clause.start() : clause.end()]
        for size in range(1, LONGEST_SOUND + 1):
            for first in range(len(syllables) - size + 1):
                yield "p" + ".".join(syllables[first : first + size])


def _numbers(reading: Reading) -> Iterator[str]:
    """Give what stands around numbers, whichever number it is."""
    masked = NUMBERS.sub("#", reading.text)
    if "#" in masked:
        for gram in _ngrams("n", masked, (3,)):
            if "#" in gram:
                yield gram


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
