"""Excerpts: a stretch of a text around the words that were looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.search.documents import Source
from language.normalise import FOLDED

CUT = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an excerpt."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of what was said, in parts."""

    source: Source
    parts: tuple[Part, ...]

    @property
    def is_hit(self) -> bool:
        """Tell whether anything that was looked for is in it."""
        return any(part.is_hit for part in self.parts)


def excerpt(
    text: str, words: Sequence[str], *, source: Source, around: int
) -> Excerpt | None:
    """Cut a text around the first of the words and mark all that are near.

    >>> excerpt("老板拖欠我們三個月工資", ["工资"], source=Source.event, around=4).parts
    (Part(text='…们三個月', is_hit=False), Part(text='工資', is_hit=True))
    """
    spans = list(_spans(text, words))
    if not spans:
        return None
    begin = max(0, spans[0][0] - around)
    end = min(len(text), spans[0][1] + 2 * around)
    near = [span for span in spans if span[1] <= end]
    return Excerpt(source, tuple(_parts(text, begin, end, near)))


def head(text: str, words: Sequence[str], *, source: Source, length: int) -> Excerpt:
    """Return the beginning of a text with the words marked in it."""
    near = [span for span in _spans(text, words) if span[1] <= length]
    return Excerpt(source, tuple(_parts(text, 0, min(len(text), length), near)))


def _parts(
    text: str, begin: int, end: int, spans: Sequence[tuple[int, int]]
) -> Iterator[Part]:
    at, lead = begin, CUT if begin else ""
    for start, stop in spans:
        if lead or start > at:
            yield Part(lead + _line(text[at:start]))
        yield Part(_line(text[start:stop]), is_hit=True)
        at, lead = stop, ""
    rest = _line(text[at:end]) + (CUT if end < len(text) else "")
    if lead or rest:
        yield Part(lead + rest)


def _line(text: str) -> str:
    """Write it in one line."""
    return re.sub(r"\s+", " ", text)


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the words stand in a text as it was written, each place once."""
    if not words:
        return
    letters, places = [], []
    for place, character in enumerate(text):
        if letter := FOLDED[ord(character)]:
            letters.append(letter)
            places.append(place)
    longest_first = sorted(words, key=len, reverse=True)
    for found in re.finditer("|".join(map(re.escape, longest_first)), "".join(letters)):
        yield places[found.start()], places[found.end() - 1] + 1
