"""How far an import is: files, calls, turns, rate, time left, refusals."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from gonghui.intake.words import say
from helpdesk.imports.progress import OFTEN, SELDOM, duration

WIPE = "\r\x1b[K"


@dataclass(slots=True)
class Tally:
    """What an import has done so far."""

    files: int = 0
    known: int = 0
    calls: int = 0
    turns: int = 0
    refused: int = 0


@dataclass(slots=True)
class Progress:
    """Tells of an import on a stream; a terminal's line is written over."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    now: Callable[[], float] = time.monotonic
    begun: float = field(init=False)
    told: float = field(init=False)
    worked: float | None = None
    """When there was first something to do: known files take no time to speak of."""
    share_before: float = 0.0

    def __post_init__(self) -> None:
        self.begun = self.told = self.now()

    @property
    def seconds(self) -> float:
        """Return how long it has taken."""
        return self.now() - self.begun

    def tell(self, tally: Tally, share: float) -> None:
        """Tell of it when it is time to."""
        is_terminal = self.stream.isatty()
        if self.now() - self.told < (OFTEN if is_terminal else SELDOM):
            return
        self.told = self.now()
        begin, end = (WIPE, "") if is_terminal else ("", "\n")
        self.stream.write(f"{begin}{self.line(tally, share)}{end}")
        self.stream.flush()

    def begin_work(self, share: float) -> None:
        """Note when the first new file was met."""
        if self.worked is None:
            self.worked, self.share_before = self.now(), share

    def line(self, tally: Tally, share: float) -> str:
        """Return the line."""
        worked = self.begun if self.worked is None else self.worked
        seconds = max(self.now() - worked, 0.001)
        done = share - self.share_before
        left = say("time_unknown")
        if done > 0:
            rest = seconds / done * (1 - share)
            left = say("time_left", duration=duration(rest))
        return say(
            "progress",
            share=share,
            files=tally.files,
            calls=tally.calls,
            turns=tally.turns,
            rate=tally.turns / seconds,
            left=left,
            refused=tally.refused,
        )

    def write(self, line: str) -> None:
        """Write a line of another kind."""
        self.clear()
        print(line, file=self.stream, flush=True)

    def clear(self) -> None:
        """Leave the terminal's line clean."""
        if self.stream.isatty():
            self.stream.write(WIPE)
            self.stream.flush()
