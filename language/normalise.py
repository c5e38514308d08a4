"""From what a worker wrote to what the model reads, with a way back to the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from language.characters import fold

HEAD, TAIL = 400, 200
"""Characters read of a longer message: its beginning, and the request at its end."""

REPEATS = 2
"""哈哈哈哈哈 says no more than 哈哈; but 零零零零 is part of a telephone number."""

COUNTED = frozenset("零〇一二三四五六七八九幺")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text whose every character knows where it came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    original: str
    cut: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the original of a stretch of the folded text."""
        if start >= end:
            return (0, 0)
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> Normalised:
        """Give a stretch of the folded text; its places still lead to the original."""
        return Normalised(
            text=self.text[start:end],
            starts=self.starts[start:end],
            ends=self.ends[start:end],
            original=self.original,
            cut=self.cut,
        )

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of the folded text that covers a place in the original."""
        places = enumerate(zip(self.starts, self.ends, strict=True))
        inside = [place for place, (a, b) in places if a < end and b > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


class Normaliser:
    """Folds characters, rewrites dialect, and drops what only fills a pause.

    Where a phrase contains another, the longer is taken: an exception to a rule is
    written as a longer phrase that stands for itself.
    """

    def __init__(self, rewrites: Mapping[str, str]) -> None:
        folded = ((_folded(phrase), new) for phrase, new in rewrites.items())
        self.rewrites = {phrase: new for phrase, new in folded if phrase}
        longest_first = sorted(self.rewrites, key=lambda phrase: (-len(phrase), phrase))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> Normalised:
        """Normalise a message; one of fillers alone keeps them."""
        plain = text.translate(FOLDED)
        if self._is_plain(text, plain):
            return Normalised(plain, range(len(text)), range(1, len(text) + 1), text)
        cells, cut = _cells(text)
        rewritten = self._rewrite(cells)
        if not any(cell[0].isalnum() for cell in rewritten):
            rewritten = cells
        rewritten = _tidy(rewritten)
        return Normalised(
            text="".join(cell[0] for cell in rewritten),
            starts=tuple(cell[1] for cell in rewritten),
            ends=tuple(cell[2] for cell in rewritten),
            original=text,
            cut=cut,
        )

    def _is_plain(self, text: str, folded: str) -> bool:
        """Say whether folding character by character is all that a message needs."""
        return len(text) == len(folded) <= HEAD + TAIL and not (
            UNTIDY.search(folded) or self._pattern.search(folded)
        )

    def _rewrite(self, cells: list[Cell]) -> list[Cell]:
        text = "".join(cell[0] for cell in cells)
        rewritten: list[Cell] = []
        done = 0
        for match in self._pattern.finditer(text):
            rewritten += cells[done : match.start()]
            replaced = cells[match.start() : match.end()]
            rewritten += _spread(self.rewrites[match[0]], replaced)
            done = match.end()
        return rewritten + cells[done:]


class _Folded(dict[int, str]):
    """What `str.translate` asks for the folded form of a character."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))
        return self[code]


FOLDED = _Folded()
UNTIDY = re.compile(r"^ |  | $|(.)\1\1")
"""What `_tidy` may have to do with; more often nothing."""

Cell = tuple[str, int, int]
"""A folded character with the start and end of its original."""


def _folded(text: str) -> str:
    """Fold every character of a text."""
    return "".join(map(fold, text))


def _cells(text: str) -> tuple[list[Cell], bool]:
    """Fold the part of a message that is read, character by character."""
    cut = len(text) > HEAD + TAIL
    places: Iterable[int] = range(len(text))
    if cut:
        places = (*range(HEAD), *range(len(text) - TAIL, len(text)))
    folded = ((fold(text[place]), place, place + 1) for place in places)
    return [cell for cell in folded if cell[0]], cut


def _spread(phrase: str, replaced: list[Cell]) -> list[Cell]:
    """Lay a new phrase over the characters that it replaces."""
    last = len(replaced) - 1
    cells = []
    for index, character in enumerate(phrase):
        first = replaced[min(index, last)]
        final = replaced[last if index == len(phrase) - 1 else min(index, last)]
        cells.append((character, first[1], final[2]))
    return cells


def _tidy(cells: list[Cell]) -> list[Cell]:
    """Shorten long runs of one character and surplus space."""
    kept: list[Cell] = []
    run = 0
    for cell in cells:
        run = run + 1 if kept and cell[0] == kept[-1][0] else 1
        if run <= (1 if cell[0] == " " else REPEATS) or _counts(cell[0]):
            kept.append(cell)
    while kept and kept[-1][0] == " ":
        kept.pop()
    return kept[1:] if kept and kept[0][0] == " " else kept


def _counts(character: str) -> bool:
    """Say whether each repetition of a character matters, as in a number."""
    return character in COUNTED or (character.isascii() and character.isalnum())
