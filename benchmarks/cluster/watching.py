"""Samples of a running cluster: memory, files, connections, rows."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cluster.slope import Point
from benchmarks.processes import family, megabytes, processor_seconds

type Figures = dict[str, float]
type Probe = Callable[[], Awaitable[Figures]]


@dataclass(slots=True)
class Series:
    """Figures by name, each with the moments at which it was looked at."""

    points: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))

    def add(self, at: float, figures: Mapping[str, float]) -> None:
        """Take one look in."""
        for name, value in figures.items():
            self.points[name].append((at, value))

    def values(self, name: str) -> list[float]:
        """Return a figure's values from first to last."""
        return [value for _, value in self.points[name]]


def files(pid: int) -> int:
    """Count a process's open files; 0 when it has ended."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0


def threads(pid: int) -> int:
    """Count a process's threads; 0 when it has ended."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return 0


def of_processes(parts: Iterable[tuple[str, int]]) -> Figures:
    """Return memory, files and threads of each part, its descendants included."""
    told: Figures = {}
    for name, pid in parts:
        members = family(pid)
        told[f"{name}: MB"] = sum(map(megabytes, members))
        told[f"{name}: files"] = sum(map(files, members))
        told[f"{name}: threads"] = sum(map(threads, members))
    return told


def processor(parts: Iterable[tuple[str, int]]) -> Figures:
    """Return the seconds of processor that each part has used by now.

    PostgreSQL's processes come and go with their connections, so of those that ended
    nothing is known.
    """
    return {name: sum(map(processor_seconds, family(pid))) for name, pid in parts}


async def sample(series: Series, probe: Probe, *, every: float, seconds: float) -> None:
    """Look again and again; what one look costs does not shift the next one."""
    begun = time.monotonic()
    looks = 0
    while (now := time.monotonic() - begun) <= seconds:
        series.add(now, await probe())
        looks += 1
        await asyncio.sleep(max(0.0, begun + looks * every - time.monotonic()))
