"""Callers who talk all at once, and what their turns took."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.turns.client import Line, Said, Wire
from benchmarks.turns.dialogues import Dialogue

type Callers = Callable[[int], Iterator[Dialogue]]


@dataclass(slots=True)
class Outcome:
    """The turns of some callers, and how their conversations ended."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    finished: int = 0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.taken) / self.seconds if self.seconds else 0.0

    def add(self, other: Outcome) -> None:
        """Take a later run in."""
        self.seconds += other.seconds
        self.taken += other.taken
        self.errors += other.errors
        self.finished += other.finished


@dataclass(frozen=True, slots=True)
class Measure:
    """Talks to one side and judges the answers."""

    url: str
    wire: Wire
    apologies: tuple[str, ...] = ()

    async def run(self, callers: Callers, *, count: int, seconds: float) -> Outcome:
        """Let so many callers talk for so long; turns that were begun are finished."""
        outcome, begun = Outcome(), time.monotonic()
        until = begun + seconds
        await asyncio.gather(
            *(self._call(callers(n), until, outcome) for n in range(count))
        )
        outcome.seconds = time.monotonic() - begun
        return outcome

    async def one_sender(
        self, lines: Sequence[str], *, count: int, seconds: float
    ) -> Outcome:
        """Send so many messages in one conversation, each after the last's answer."""
        talk = Dialogue(tuple(lines[n % len(lines)] for n in range(count)))
        outcome, begun = Outcome(), time.monotonic()
        await self._call(iter([talk]), begun + seconds, outcome)
        outcome.seconds = time.monotonic() - begun
        return outcome

    async def _call(
        self, talks: Iterator[Dialogue], until: float, outcome: Outcome
    ) -> None:
        async with Line(self.url, self.wire) as line:
            for talk in talks:
                await self._talk(line, talk, until, outcome)
                if time.monotonic() >= until:
                    return

    async def _talk(
        self, line: Line, talk: Dialogue, until: float, outcome: Outcome
    ) -> None:
        conversation = self.wire.begin()
        for number, text in enumerate(talk.lines, start=1):
            begun = time.monotonic()
            if begun >= until:
                return
            said = await line.say(text, conversation)
            outcome.taken.append(time.monotonic() - begun)
            conversation = said.conversation
            last = number == len(talk.lines)
            fault = self.fault(said, talk.ends if last else "")
            outcome.errors.update([fault] if fault else [])
            outcome.finished += last and not fault

    def fault(self, said: Said, ends: str) -> str | None:
        """Say what is wrong with an answer."""
        if said.status != 200:
            return f"status {said.status}" if said.status else "no answer"
        if not said.text.strip():
            return "empty"
        if any(apology in said.text for apology in self.apologies):
            return "degraded"
        return None if ends in said.text else "not finished"


def quantile(taken: Sequence[float], share: float) -> float:
    """Return the time within which this share of the turns was answered.

    >>> quantile([0.3, 0.1, 0.2], 0.5)
    0.2
    """
    if not taken:
        return 0.0
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def first_and_last(taken: Sequence[float], most: int = 100) -> tuple[float, float]:
    """Return the medians of the first and of the last hundred turns.

    Of fewer than two hundred turns, those of the two halves.

    >>> first_and_last([1, 1, 3, 3])
    (1.0, 3.0)
    """
    size = min(most, len(taken) // 2)
    if not size:
        return 0.0, 0.0
    return float(median(taken[:size])), float(median(taken[-size:]))
