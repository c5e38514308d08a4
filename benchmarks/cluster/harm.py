"""What can happen to a cluster, done to our own processes and undone again."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.cluster.probing import superuser
from benchmarks.cluster.running import Cluster, Part
from benchmarks.processes import family

HELD_SECONDS = 8.0
"""How long something hangs, is full or wrong: twice what a turn may take."""

DISK_BYTES = 48 * 2**20
CLOCK_SOURCE = Path(__file__).with_name("clock.c")
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Stage:
    """What harm needs beside the cluster: a small disk, a clock that can be set."""

    disk: Path
    clock: Path


type Deed = Callable[[Cluster, Stage], Awaitable[float]]
"""Does harm, and returns the moment from which the part is back."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that happens to one part."""

    key: str
    name: str
    deed: Deed
    needs: str = ""
    """What has to be there before the cluster starts: “disk” or “clock”."""


async def killed(cluster: Cluster, _stage: Stage, *, name: str) -> float:
    """End a part and all its descendants without a word, as a container ends."""
    part = cluster.parts()[name]
    assert part.pid is not None  # noqa: S101 - the caller has seen it run
    for pid in family(part.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return await cluster.back(name, after=part.pid)


async def told(
    cluster: Cluster, _stage: Stage, *, name: str, sign: signal.Signals
) -> float:
    """Ask a part to end by a signal; it is started again."""
    part = cluster.parts()[name]
    part.send(sign)
    return await cluster.back(name, after=part.pid)


async def paused(cluster: Cluster, _stage: Stage, *, name: str) -> float:
    """Let a part hang for a while."""
    part = cluster.parts()[name]
    part.send(signal.SIGSTOP)
    try:
        await asyncio.sleep(HELD_SECONDS)
    finally:
        part.send(signal.SIGCONT)
    return time.monotonic()


async def disk_full(_cluster: Cluster, stage: Stage) -> float:
    """Leave no room on the disk of the dialogues for a while."""
    filler = stage.disk / "filler"
    await asyncio.to_thread(_fill, filler)
    try:
        await asyncio.sleep(HELD_SECONDS)
    finally:
        filler.unlink()
    return time.monotonic()


async def clock_wrong(_cluster: Cluster, stage: Stage, *, seconds: int) -> float:
    """Set the clock of all processes wrong, and right again after a while."""
    _set_clock(stage.clock, seconds)
    try:
        await asyncio.sleep(HELD_SECONDS)
    finally:
        _set_clock(stage.clock, 0)
    return time.monotonic()


FAULTS = (
    Fault("bot", "a bot killed", partial(killed, name="bot-1")),
    Fault("hang", "a bot that hangs", partial(paused, name="bot-1")),
    Fault("actions", "an action server killed", partial(killed, name="actions-1")),
    Fault("api", "an api killed", partial(killed, name="api-1")),
    Fault("worker", "a worker killed", partial(killed, name="worker-1")),
    Fault("redis", "Redis killed", partial(killed, name="redis-1")),
    Fault("redis-hang", "Redis paused", partial(paused, name="redis-1")),
    Fault(
        "postgres",
        "PostgreSQL restarted",
        partial(told, name="postgres-1", sign=signal.SIGINT),
    ),
    Fault(
        "crash",
        "PostgreSQL crashed",
        partial(told, name="postgres-1", sign=signal.SIGQUIT),
    ),
    Fault("gateway", "nginx killed", partial(killed, name="gateway-1")),
    Fault("disk", "the dialogues' disk full", disk_full, "disk"),
    Fault("ahead", "clock an hour ahead", partial(clock_wrong, seconds=HOUR), "clock"),
    Fault("behind", "clock an hour back", partial(clock_wrong, seconds=-HOUR), "clock"),
)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder with room for a few dialogues; only root may make one."""
    folder.mkdir()
    options = f"size={DISK_BYTES},mode=0755"
    subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "--lazy", folder], check=True)


async def move_dialogues(cluster: Cluster, disk: Path) -> None:
    """Move the dialogues to a disk of their own while the bots go on."""
    inside = disk / "tablespace"
    inside.mkdir()
    owner = _user_of(cluster.of("postgres")[0])
    shutil.chown(disk, *owner)
    shutil.chown(inside, *owner)
    engine = create_async_engine(superuser(cluster), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            made = f"CREATE TABLESPACE small LOCATION '{inside}'"
            await connection.execute(text(made))
            for kind in ("TABLE", "INDEX"):
                moved = f"ALTER {kind} ALL IN TABLESPACE pg_default"
                await connection.execute(text(f"{moved} SET TABLESPACE small"))
    finally:
        await engine.dispose()


def settable_clock(clock: Path) -> dict[str, str]:
    """Return what lets every process read its clock by way of a file."""
    clock.write_bytes(_written(0))
    clock.chmod(0o644)
    library = clock.with_suffix(".so")
    compiler = ("cc", "-shared", "-fPIC", "-O2", "-o", library, CLOCK_SOURCE)
    subprocess.run(compiler, check=True)
    return {"LD_PRELOAD": str(library), "GONGHUI_CLOCK": str(clock)}


def _set_clock(clock: Path, seconds: int) -> None:
    with clock.open("r+b") as file:  # in place: the processes have mapped it
        file.write(_written(seconds))


def _written(seconds: int) -> bytes:
    return seconds.to_bytes(8, sys.byteorder, signed=True)


def _fill(filler: Path) -> None:
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(2**16)):
            continue


def _user_of(part: Part) -> tuple[int, int]:
    found = Path(f"/proc/{part.pid}").stat()
    return found.st_uid, found.st_gid
