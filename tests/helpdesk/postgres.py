"""A PostgreSQL cluster for one test run, and databases copied from templates."""

import itertools
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from gonghui.processes import free_port
from helpdesk.database import run_in_thread

WITHOUT_CARE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
QUICK_TO_STOP = ("autovacuum=off", "max_connections=60", "shared_buffers=64MB")
ENOUGH_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Cluster:
    """A running cluster on loopback; everybody may enter, nothing is kept."""

    port: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://gonghui@127.0.0.1:{self.port}/{database}"

    def create(self, *, template: str = "template1") -> str:
        name = f"t{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        async def run() -> None:
            address = {"host": "127.0.0.1", "port": self.port, "user": "gonghui"}
            connection = await asyncpg.connect(**address, database="postgres")
            await connection.execute(statement)
            await connection.close()

        run_in_thread(run)


@contextmanager
def running_cluster(*, careful: bool = False) -> Iterator[Cluster]:
    """Make a cluster, give it out, stop it by its process and remove its folder.

    A careful one has the durable defaults and lies on the disk: benchmarks measure it.
    """
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    with TemporaryDirectory(
        prefix="gonghui-postgresql-", dir=None if careful else _roomy_memory()
    ) as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        make = [programs / "initdb", "-D", data, "-U", "gonghui", "-A", "trust", "-N"]
        subprocess.run(
            [*make, "-E", "UTF8", "--locale=C.UTF-8"],
            check=True,
            capture_output=True,
            user=user,
        )
        chosen = () if careful else [f"-c{one}" for one in WITHOUT_CARE + QUICK_TO_STOP]
        with started(programs, Path(data), *chosen, user=user) as port:
            yield Cluster(port)


@contextmanager
def started(
    programs: Path, data: Path, *options: str, user: str | None
) -> Iterator[int]:
    """Run PostgreSQL on a folder of data that is there; give its port."""
    port = free_port()
    address = ["-h", "127.0.0.1", "-p", f"{port}", "-k", data.parent]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, *address, *options],
        user=user,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(programs / "pg_isready", port)
        yield port
    finally:
        server.send_signal(signal.SIGQUIT)  # at once; nothing is to be kept
        server.wait(30)


def find_programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


def _roomy_memory() -> Path | None:
    """Copying a database is ten times as fast in memory as on the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made inside
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH_BYTES
    return memory if roomy else None


def _wait_for(is_ready: Path, port: int) -> None:
    for _ in range(300):
        asked = [is_ready, "-h", "127.0.0.1", "-p", f"{port}", "-q"]
        if subprocess.run(asked, check=False).returncode == 0:
            return
        time.sleep(0.1)
    pytest.fail("PostgreSQL did not start")
