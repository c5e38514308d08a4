"""Routing alone: calls read and analysed in as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import batched
from pathlib import Path

from helpdesk.transcripts import Original, read
from helpdesk.transcripts.analysis import Analyst

AT_ONCE = 64
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Routed:
    """What some calls took: seconds of reading and of routing, and their turns."""

    reading: float
    routing: float
    turns: int
    callers: int


def measure(paths: Sequence[Path], archive: Path) -> tuple[float, list[Routed]]:
    """Return the seconds that the whole took, and what each part of it did."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, spawn) as pool:
        for _ in pool.map(_warm, [archive] * (4 * CORES)):
            pass
        begun = time.perf_counter()
        parts = [*batched(paths, AT_ONCE)]
        done = list(pool.map(_route, parts, [archive] * len(parts)))
        return time.perf_counter() - begun, done


@cache
def _analyst(archive: Path) -> Analyst:
    return Analyst.load(archive)


def _warm(archive: Path) -> None:
    _analyst(archive)
    time.sleep(0.5)  # or one process would take all of it


def _route(paths: Sequence[Path], archive: Path) -> Routed:
    analyst, begun = _analyst(archive), time.perf_counter()
    originals = (Original(path.name, path.read_bytes()) for path in paths)
    transcripts = [read(original).transcript for original in originals]
    read_at = time.perf_counter()
    analyses = analyst.analyse(transcripts)
    return Routed(
        reading=read_at - begun,
        routing=time.perf_counter() - read_at,
        turns=sum(len(transcript.segments) for transcript in transcripts),
        callers=sum(len(analysis.routed) for analysis in analyses),
    )
