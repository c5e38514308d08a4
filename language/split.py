"""Several requests in one message: 工资没发，另外会员卡也丢了."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from language.catalogue import OUT_OF_SCOPE, Catalogue
from language.classify import Verdicts
from language.clauses import KINDS
from language.features import ASKED
from language.reading import Reading
from language.softmax import Floats

MOST_PARTS = 3
SURE = 0.6
"""How probable two requests must be; a story told in two breaths is more frequent."""

GROUNDS = (
    *("always", "less sure", "surer", "echo", "same skill", "foreign"),
    *("first is talk", "second is talk", "crossed", "first asks", "second asks"),
    *("shorter", *KINDS),
)
"""What the splitter weighs, in the order of its weights."""

LEAST = 1e-4

Decide = Callable[[Floats], Verdicts]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between two borders, with what it says and what ends it."""

    start: int
    end: int
    evidence: Floats
    asks: bool
    border: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Two requests that a stretch may fall into, and what speaks for it."""

    place: int
    intents: tuple[str, str]
    grounds: tuple[float, ...]


Pieces = Sequence[Piece]


class Splitter:
    """Finds the places where one request ends and the next begins."""

    def __init__(self, *, catalogue: Catalogue, weights: Sequence[float] = ()) -> None:
        self.weights = tuple(weights)
        intents = catalogue.intents.values()
        self.skills = {intent.name: intent.skill for intent in intents}
        self._talk = {intent.name for intent in intents if intent.kind == "dialogue"}

    def split(
        self, reading: Reading, evidence: Floats, decide: Decide
    ) -> tuple[tuple[int, int], ...]:
        """Cut a text into its requests; most texts stay in one piece.

        Args:
            reading: The message.
            evidence: What each of its clauses says, a row each.
            decide: How rows of evidence are judged.
        """
        if not reading.borders:
            return ((0, len(reading.text)),)
        parts: list[Pieces] = [pieces(reading, evidence)]
        while len(parts) < MOST_PARTS:
            tried = ((i, self._best(part, decide)) for i, part in enumerate(parts))
            index, place = next(((i, at) for i, at in tried if at), (0, 0))
            if not place:
                break
            part = parts[index]
            parts[index : index + 1] = (part[:place], part[place:])
        return tuple((part[0].start, part[-1].end) for part in parts)

    def cuts(self, pieces: Pieces, decide: Decide) -> Iterator[Cut]:
        """Give the places where the sides ask for different things."""
        count = len(pieces)
        if count < 2:
            return
        said = np.array([piece.evidence for piece in pieces])
        before, after = said.cumsum(axis=0), said[::-1].cumsum(axis=0)[::-1]
        verdicts = decide(np.concatenate([before, after]))
        for place in range(1, count):
            sides = (place - 1, count + place)
            intents = (verdicts.intent(sides[0]), verdicts.intent(sides[1]))
            if intents[0] != intents[1]:
                judged = self._judged(verdicts, count - 1, sides)
                yield Cut(place, intents, (*judged, *_told(pieces, place)))

    def _best(self, pieces: Pieces, decide: Decide) -> int:
        """Give the likeliest place for a cut, or 0 if none is likely enough."""
        likely = [
            (chance, -cut.place)
            for cut in self.cuts(pieces, decide)
            if (chance := self._chance(cut)) >= SURE
        ]
        return -max(likely)[1] if likely else 0

    def _chance(self, cut: Cut) -> float:
        """Weigh the grounds for a cut."""
        total = float(np.dot(self.weights, cut.grounds)) if self.weights else -math.inf
        return 1 / (1 + math.exp(-total)) if total > -50 else 0.0

    def _judged(
        self, verdicts: Verdicts, whole: int, sides: tuple[int, int]
    ) -> tuple[float, ...]:
        """List what the verdicts on both sides and on the whole speak for."""
        first, second = map(verdicts.intent, sides)
        one, other = (int(verdicts.chosen[side]) for side in sides)
        sure = sorted(map(verdicts.confidence, sides))
        chances = verdicts.chances
        echo = max(chances[whole, one], chances[whole, other])
        crossed = max(chances[sides[0], other], chances[sides[1], one])
        less, more, echoed, mixed = map(_log, (*sure, float(echo), float(crossed)))
        same = self.skills[first] == self.skills[second]
        foreign = OUT_OF_SCOPE in (first, second)
        talk = (first in self._talk, second in self._talk)
        return (1.0, less, more, echoed, *map(float, (same, foreign, *talk)), mixed)


def _told(pieces: Pieces, place: int) -> tuple[float, ...]:
    """List what the form of both sides speaks for."""
    sides = (pieces[:place], pieces[place:])
    asks = (any(piece.asks for piece in side) for side in sides)
    shorter = min(side[-1].end - side[0].start for side in sides)
    kinds = (pieces[place - 1].border == kind for kind in KINDS)
    return (*map(float, asks), math.log(shorter), *map(float, kinds))


def _log(share: float) -> float:
    return math.log(max(share, LEAST))


def pieces(reading: Reading, evidence: Floats) -> Pieces:
    """Cut a text at its borders, and hear what each piece says for itself."""
    starts = (0, *(border.right for border in reading.borders))
    ends = (*(border.left for border in reading.borders), len(reading.text))
    kinds = (*(border.kind for border in reading.borders), "")
    firsts = np.array([start for start, _ in reading.clauses], np.int64)
    return tuple(
        Piece(
            start=start,
            end=end,
            evidence=evidence[(firsts >= start) & (firsts < end)].sum(axis=0),
            asks=bool(ASKED.search(reading.text, start, end)),
            border=kind,
        )
        for start, end, kind in zip(starts, ends, kinds, strict=True)
    )
