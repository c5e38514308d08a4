"""The import as a process: started, watched, killed."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import family, megabytes

COMMAND = (sys.executable, "-m", "gonghui", "transcripts", "import")
OFTEN = 0.5  # seconds between two looks at the memory
PAUSE = 2.0  # seconds at most between a parcel that is kept and a kill


@dataclass(frozen=True, slots=True)
class Place:
    """Where an import leaves things: its settings, and the rows for analysis."""

    environment: Mapping[str, str]
    lake: Path

    def start(self, files: Path, *, workers: int) -> subprocess.Popen[str]:
        """Start an import."""
        given = [str(files), "--workers", str(workers), "--parquet", str(self.lake)]
        return subprocess.Popen(
            [*COMMAND, *given],
            env=os.environ | self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )


@dataclass(slots=True)
class Watched:
    """How an import went."""

    seconds: float = 0.0
    told: str = ""
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds and megabytes, of all its processes together."""

    @property
    def most(self) -> float:
        """Return the most memory that was in use."""
        return max((used for _, used in self.memory), default=0.0)

    @property
    def growth(self) -> float:
        """Return by what share of itself memory grew over the second half."""
        half = [one for one in self.memory if one[0] >= self.seconds / 2]
        if len(half) < 4:
            return 0.0
        return slope(half) * (self.seconds / 2) / half[0][1]


def watch(
    process: subprocess.Popen[str], *, until: Callable[[], bool] | None = None
) -> Watched:
    """Look at a process until it ends, or kill it (-9) when it is time to."""
    begun, watched = time.monotonic(), Watched()
    while process.poll() is None:
        at = time.monotonic() - begun
        if until is not None and until():
            process.kill()
            break
        if not watched.memory or at - watched.memory[-1][0] >= OFTEN:
            used = sum(megabytes(pid) for pid in family(process.pid))
            watched.memory.append((at, used))
        time.sleep(0.05)
    _, watched.told = process.communicate()
    watched.seconds = time.monotonic() - begun
    return watched


def killed_and_resumed(
    place: Place, files: Path, records: Path, *, calls: int, kills: int, seed: int
) -> Watched:
    """Kill an import at random points of its work, then let it come to its end.

    The work is spread evenly over the kills; each comes a little after a parcel was
    kept, so that it falls into every part of what is done for the next one.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for number in range(kills):
        least, pause = calls * number // (kills + 1), chance.uniform(0, PAUSE)

        def is_time(least: int = least, pause: float = pause) -> bool:
            if count(records) <= least:
                return False
            time.sleep(pause)
            return True

        watch(place.start(files, workers=2), until=is_time)
    return watch(place.start(files, workers=2))


def count(records: Path) -> int:
    """Return how many calls are in a file of records."""
    if not records.exists():
        return 0
    connection = sqlite3.connect(f"file:{records}?mode=ro", uri=True)
    try:
        [row] = connection.execute("SELECT count(*) FROM call_records")
    except sqlite3.OperationalError:  # it is only being made
        return 0
    finally:
        connection.close()
    return int(row[0])


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return how steep a line through points is.

    >>> slope([(0, 1), (1, 3), (2, 5)])
    2.0
    """
    count = len(points)
    middle = sum(x for x, _ in points) / count
    height = sum(y for _, y in points) / count
    below = sum((x - middle) ** 2 for x, _ in points)
    above = sum((x - middle) * (y - height) for x, y in points)
    return above / below if below else 0.0
