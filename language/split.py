"""Several requests in one message: 工资没发，另外会员卡也丢了."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add

import numpy as np

from language.catalogue import OUT_OF_SCOPE, Catalogue
from language.classify import Evidence, Verdict
from language.reading import Reading

SHORTEST = 4
"""A part of fewer characters asks for nothing by itself."""

MOST_PARTS = 3
MOST_BORDERS = 8
SURE = 0.5
"""How probable two requests must be: more so than one."""

KINDS = ("said", "ended", "paused")
GROUNDS = (
    *("always", "less sure", "surer", "echo", "same skill", "foreign"),
    *("first is talk", "second is talk", *KINDS),
)
"""What the splitter weighs, in the order of its weights."""

LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Judge:
    """What is asked of a classifier about messages of one channel."""

    weigh: Callable[[Reading], Evidence]
    decide: Callable[[Evidence], Verdict]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between two borders, with what it says and what ends it."""

    start: int
    end: int
    evidence: Evidence
    border: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Two requests that a stretch may fall into, and what speaks for it."""

    place: int
    intents: tuple[str, str]
    grounds: tuple[float, ...]


Pieces = Sequence[Piece]
SILENT = Evidence(np.zeros(0, np.float32), 0.0)
"""What an only piece says: nobody asks it."""


class Splitter:
    """Finds the places where one request ends and the next begins."""

    def __init__(
        self,
        *,
        connectives: Mapping[str, Sequence[str]],
        catalogue: Catalogue,
        weights: Sequence[float] = (),
    ) -> None:
        self.connectives = connectives
        self.weights = tuple(weights)
        self._border = _border(connectives)
        intents = catalogue.intents.values()
        self.skills = {intent.name: intent.skill for intent in intents}
        self._talk = {intent.name for intent in intents if intent.kind == "dialogue"}

    def split(self, reading: Reading, judge: Judge) -> tuple[tuple[int, int], ...]:
        """Cut a text into its requests; most texts stay in one piece."""
        parts: list[Pieces] = [self.pieces(reading, judge)]
        while len(parts) < MOST_PARTS:
            tried = ((i, self._best(part, judge)) for i, part in enumerate(parts))
            index, place = next(((i, at) for i, at in tried if at), (0, 0))
            if not place:
                break
            part = parts[index]
            parts[index : index + 1] = (part[:place], part[place:])
        return tuple((part[0].start, part[-1].end) for part in parts)

    def pieces(self, reading: Reading, judge: Judge) -> Pieces:
        """Cut a text at its borders, and hear what each piece says for itself."""
        borders = self._borders(reading.text)
        starts = (0, *(right for _, right, _ in borders))
        ends = (*(left for left, _, _ in borders), len(reading.text))
        kinds = (*(kind for _, _, kind in borders), "")
        if not borders:
            return (Piece(0, len(reading.text), SILENT, ""),)
        return tuple(
            Piece(start, end, judge.weigh(reading.part(start, end)), kind)
            for start, end, kind in zip(starts, ends, kinds, strict=True)
        )

    def cuts(self, pieces: Pieces, judge: Judge) -> Iterator[Cut]:
        """Give the places where the sides ask for different things."""
        if len(pieces) < 2:
            return
        before = list(accumulate((piece.evidence for piece in pieces), add))
        after = list(accumulate((p.evidence for p in reversed(pieces)), add))[::-1]
        whole = judge.decide(before[-1])
        for place in range(1, len(pieces)):
            sides = (judge.decide(before[place - 1]), judge.decide(after[place]))
            intents = (sides[0].intent, sides[1].intent)
            if intents[0] != intents[1]:
                kind = pieces[place - 1].border
                yield Cut(place, intents, self._grounds(whole, sides, kind))

    def _best(self, pieces: Pieces, judge: Judge) -> int:
        """Give the likeliest place for a cut, or 0 if none is likely enough."""
        likely = [
            (chance, -cut.place)
            for cut in self.cuts(pieces, judge)
            if (chance := self._chance(cut)) >= SURE
        ]
        return -max(likely)[1] if likely else 0

    def _chance(self, cut: Cut) -> float:
        """Weigh the grounds for a cut."""
        total = float(np.dot(self.weights, cut.grounds)) if self.weights else -math.inf
        return 1 / (1 + math.exp(-total)) if total > -50 else 0.0

    def _grounds(
        self, whole: Verdict, sides: tuple[Verdict, Verdict], kind: str
    ) -> tuple[float, ...]:
        """List what speaks for two requests, in the order of `GROUNDS`."""
        first, second = (side.intent for side in sides)
        sure = sorted(side.confidence for side in sides)
        echo = max(whole.chance(first), whole.chance(second))
        told = (
            self.skills[first] == self.skills[second],
            OUT_OF_SCOPE in (first, second),
            first in self._talk,
            second in self._talk,
            *(kind == known for known in KINDS),
        )
        logs = (math.log(max(share, LEAST)) for share in (*sure, echo))
        return (1.0, *logs, *map(float, told))

    def _borders(self, text: str) -> list[tuple[int, int, str]]:
        """Give the strongest borders, in their order, none too close to another."""
        found = []
        for match in self._border.finditer(text):
            kind = str(match.lastgroup)
            right = match.start(kind) if kind == "said" else match.end()
            found.append((match.start(), right, kind))
        found.sort(key=lambda border: KINDS.index(border[2]))
        kept: list[tuple[int, int, str]] = []
        for left, right, kind in found:
            before = max((b[1] for b in kept if b[1] <= left), default=0)
            after = min((b[0] for b in kept if b[0] >= right), default=len(text))
            if left - before >= SHORTEST and after - right >= SHORTEST:
                kept.append((left, right, kind))
        return sorted(kept[:MOST_BORDERS])


def _border(connectives: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Make the pattern of what may stand between two requests."""

    def either(kind: str) -> str:
        words = sorted(connectives.get(kind, ()), key=len, reverse=True)
        return "|".join(map(re.escape, words)) or "(?!)"

    return re.compile(
        rf"[ ,。?!;、]*(?P<said>{either('said')})|(?P<ended>[。?!;][ ,。?!;]*)"
        rf"|(?P<paused>[, ]+|{either('paused')})"
    )
