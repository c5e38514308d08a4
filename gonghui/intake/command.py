"""`gonghui transcripts import`: settings, lock and signals around an import."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from gonghui.intake.crews import Crew, alone
from gonghui.intake.ledger import Ledger
from gonghui.intake.progress import Progress, Tally
from gonghui.intake.run import Import, size
from gonghui.intake.words import say
from gonghui.intake.work import Order, version
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, upgrade
from helpdesk.errors import ConfigurationError
from helpdesk.imports.progress import duration
from helpdesk.sealing import sealer_of

if TYPE_CHECKING:
    from gonghui.intake.lake import Lake

SMALL = 3_000_000  # bytes that are done before workers have loaded the model
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    paths: Sequence[Path]
    workers: int | None = None
    scheduler: str | None = None
    parquet: Path | None = None


def take_in(wish: Wish) -> tuple[Tally, bool]:
    """Take in the files under some paths; return what was done, and whether to the end.

    Raises:
        ConfigurationError: It can not begin, or a cluster failed it on the way.
    """
    settings, progress = Settings(), Progress()
    order = Order(version(), has_rows=wish.parquet is not None)
    upgrade(settings)
    with _only_one(settings.data_dir) as scratch:
        crew = _crew(wish, order, scratch, progress)
        work, stop = asyncio.run(_run(wish, settings, progress, crew))
    took = duration(progress.seconds)
    tally = work.tally
    progress.write(
        say(
            "done",
            calls=tally.calls,
            turns=tally.turns,
            known=tally.known,
            refused=tally.refused,
            duration=took,
        )
    )
    if stop:
        progress.write(say("stopped"))
    return tally, not stop


async def _run(
    wish: Wish,
    settings: Settings,
    progress: Progress,
    crew: AbstractAsyncContextManager[Crew],
) -> tuple[Import, bool]:
    ledger, engine = Ledger(_report(settings), progress.write), create_engine(settings)
    try:
        lake = _lake(wish, engine)
        async with crew as workers:
            stop = _stopped_by_hand(progress)
            work = Import(
                create_sessions(engine), workers, ledger, progress, lake, stop
            )
            await work.run(wish.paths)
    finally:
        ledger.close()
        await engine.dispose()
    return work, stop.is_set()


def _lake(wish: Wish, engine: AsyncEngine) -> Lake | None:
    if wish.parquet is None:
        return None
    from gonghui.intake.lake import Lake  # Arrow takes a while to load

    return Lake(wish.parquet, sealer_of(engine.dialect))


def _crew(
    wish: Wish, order: Order, scratch: Path, progress: Progress
) -> AbstractAsyncContextManager[Crew]:
    """Choose who works; Dask is loaded only where it does."""
    if wish.scheduler:
        from gonghui.intake.cluster import remote

        address = urlsplit(wish.scheduler)
        if address.scheme != "tls" and address.hostname not in LOOPBACK:
            progress.write(say("open_line"))
        return remote(order, wish.scheduler)
    workers = _cores() if wish.workers is None else wish.workers
    if workers < 2 or (wish.workers is None and size(wish.paths) < SMALL):
        return alone(order)
    from gonghui.intake.cluster import local

    return local(order, workers=workers, folder=scratch)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _report(settings: Settings) -> Path:
    name = f"transcripts-{clock.now():%Y%m%d-%H%M%S}-退回.csv"
    return settings.data_dir / "imports" / name


def _stopped_by_hand(progress: Progress) -> asyncio.Event:
    """Return what is set by the first Ctrl-C; the second one ends the process."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def ask() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        progress.write(say("stopping"))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask)
    return stop


@contextmanager
def _only_one(data_dir: Path) -> Iterator[Path]:
    """Give a folder for scratch, cleared of what a killed import left in it.

    Raises:
        ConfigurationError: Another import is running.
    """
    scratch = data_dir / "intake"
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(scratch, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in scratch.iterdir():
            shutil.rmtree(left, ignore_errors=True)
        yield scratch
    except BlockingIOError:
        raise ConfigurationError(say("other_run")) from None
    finally:
        os.close(handle)
