"""How far a run is, how fast, and how long it still takes."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

OFTEN, SELDOM = 0.5, 10.0  # seconds between two lines: to a person, to a log


@dataclass(slots=True)
class Progress:
    """Tells of a run on a stream; a terminal's line is written over."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    now: Callable[[], float] = time.monotonic
    begun: float = field(init=False)
    told: float = field(init=False)
    share_before: float = 0.0
    rows: int = 0

    def __post_init__(self) -> None:
        self.begun = self.told = self.now()

    def begin(self, share: float) -> None:
        """Note what an earlier run has done already."""
        self.share_before = share

    def add(self, rows: int, share: float) -> None:
        """Count rows; tell of them when it is time to."""
        self.rows += rows
        is_terminal = self.stream.isatty()
        if self.now() - self.told < (OFTEN if is_terminal else SELDOM):
            return
        self.told = self.now()
        end = "" if is_terminal else "\n"
        begin = "\r\x1b[K" if is_terminal else ""
        self.stream.write(f"{begin}{self.line(share)}{end}")
        self.stream.flush()

    def line(self, share: float) -> str:
        """Return the line: rows, rate, time left."""
        seconds = max(self.now() - self.begun, 0.001)
        done = share - self.share_before
        left = seconds / done * (1 - share) if done > 0 else None
        told = f"约剩 {duration(left)}" if left is not None else "剩余时间未知"
        rate = f"每秒 {self.rows / seconds:,.0f} 行"
        return f"{share:4.0%} · {self.rows:,} 行 · {rate} · {told}"

    def end(self) -> None:
        """Leave the terminal's line clean."""
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def duration(seconds: float) -> str:
    """Write seconds as people say them.

    >>> duration(130), duration(9.4)
    ('2 分 10 秒', '9 秒')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
