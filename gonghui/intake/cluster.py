"""Dask: worker processes on this machine, or those of a scheduler elsewhere.

Nothing of a call touches a disk or a log here: workers may not spill, their logs are
silent, and a parcel shows no more than its number. The local scheduler would run
whatever anybody on this machine sends it, so it speaks TLS with keys made for one run.
"""

import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import dask
from distributed import Client, KilledWorker, LocalCluster, Security
from distributed.comm import CommClosedError

from gonghui.intake.crews import AHEAD, Crew
from gonghui.intake.parcels import Made, Parcel, Refused, together
from gonghui.intake.words import refusal, say
from gonghui.intake.work import AnotherVersion, Order, work
from helpdesk.errors import ConfigurationError

PATIENCE = 30  # seconds for a scheduler to answer, and for its first worker
HERE = {
    "distributed.worker.memory.target": False,  # no call is spilt on a disk
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.preload": ["gonghui.intake.deaf"],
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.worker-saturation": AHEAD,
    "distributed.worker.profile.enabled": False,  # threads that look at threads
    "distributed.admin.system-monitor.gil.enabled": False,
}
ANYWHERE = {"distributed.admin.large-graph-warning-threshold": "1GB"}

type Deed = Callable[[Order, Parcel], Made]


class Cluster:
    """Sends parcels to Dask's workers; those of a worker that dies go to another."""

    def __init__(
        self, client: Client, order: Order, *, workers: int, deed: Deed = work
    ) -> None:
        self._client, self._order, self._deed = client, order, deed
        self.most = workers * AHEAD

    async def do(self, parcel: Parcel) -> Made:
        """Work on a parcel.

        Raises:
            ConfigurationError: The workers are not of our version, or the scheduler
                has gone.
        """
        try:
            return await self._send(parcel)
        except KilledWorker:
            return await self._one_by_one(parcel)

    async def _send(self, parcel: Parcel) -> Made:
        future = self._client.submit(self._deed, self._order, parcel, pure=False)
        try:
            made: Made = await future
        except AnotherVersion:
            raise ConfigurationError(say("another_version")) from None
        except (CancelledError, CommClosedError, TimeoutError):
            raise ConfigurationError(say("no_scheduler")) from None
        except (ImportError, AttributeError, RuntimeError):  # it could not be unpickled
            raise ConfigurationError(say("no_program")) from None
        finally:
            future.release()
        return made

    async def _one_by_one(self, parcel: Parcel) -> Made:
        """Find the file at which workers die, and do the rest."""
        files, parts = parcel.files(), list[Made]()
        for file in files:
            try:
                parts.append(await self._send(Parcel.of(parcel.number, [file])))
            except KilledWorker:
                parts.append(Made([], [Refused(file.name, refusal("crashed"))]))
        return together(parts)


@asynccontextmanager
async def local(
    order: Order, *, workers: int, folder: Path, deed: Deed = work
) -> AsyncIterator[Crew]:
    """Work with processes on this machine; they end with this one, however it ends."""
    with (
        dask.config.set(HERE | ANYWHERE),
        TemporaryDirectory(dir=folder) as scratch,
    ):
        async with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                protocol="tls://",
                security=Security.temporary(),
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                local_directory=scratch,
                memory_limit=0,
                asynchronous=True,
            ) as cluster,
            Client(cluster, asynchronous=True) as client,
        ):
            yield Cluster(client, order, workers=workers, deed=deed)


@asynccontextmanager
async def remote(order: Order, address: str) -> AsyncIterator[Crew]:
    """Work with the workers of a scheduler; TLS keys are named by Dask's settings.

    Raises:
        ConfigurationError: It does not answer, or has no workers.
    """
    silence()
    with dask.config.set(ANYWHERE):
        try:
            client = await Client(address, asynchronous=True, timeout=PATIENCE)
        except (OSError, ValueError, TypeError):
            raise ConfigurationError(say("no_scheduler")) from None
        async with client:
            try:
                await client.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError:
                raise ConfigurationError(say("no_workers", seconds=PATIENCE)) from None
            threads = sum((await client.nthreads()).values())
            yield Cluster(client, order, workers=threads)


def silence() -> None:
    """Keep Dask's own log, whose lines may show what is worked on, off this process."""
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
