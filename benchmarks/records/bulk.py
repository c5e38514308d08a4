"""How long the whole city's members take, and how quickly one is found among them.

`python -m benchmarks.records.bulk [--count 1266000] [--database sqlite|postgresql]`
runs the very commands an officer runs, each in a process of its own, and prints one
table: seconds on the clock, seconds of processor, and the most memory of the command
with all its workers (proportional set size: shared pages count once). PostgreSQL runs
with its durable defaults on the disk; its own memory is not counted.
"""

import argparse
import asyncio
import base64
import csv
import os
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typer import echo

from benchmarks.processes import family, megabytes
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only
from helpdesk.members import members
from helpdesk.models import Member
from tests.helpdesk.postgres import running_cluster

LOOKUPS = 3_000
KEYS = {
    "GONGHUI_FIELD_KEYS": f"k1:{base64.b64encode(b'f' * 32).decode()}",
    "GONGHUI_LOOKUP_KEY": base64.b64encode(b"l" * 32).decode(),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    name: str
    seconds: float
    processor: float
    megabytes: float


def main() -> None:
    """Generate, take in, look up; print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_266_000)
    kinds = ("sqlite", "postgresql")
    parser.add_argument("--database", choices=kinds, action="append")
    parser.add_argument("--files", type=Path, help="o.csv and m.csv of an earlier run")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="gonghui-bulk-") as folder:
        files = chosen.files or Path(folder)
        costs = [] if chosen.files else list(_generated(files, chosen.count))
        for kind in chosen.database or kinds:
            costs += _taken_in(kind, files, Path(folder) / kind)
    echo(f"{'':<34}{'seconds':>9}{'processor':>11}{'MB':>7}")
    for cost in costs:
        numbers = f"{cost.seconds:>9.1f}{cost.processor:>11.1f}{cost.megabytes:>7.0f}"
        echo(f"{cost.name:<34}{numbers}")


def _generated(files: Path, count: int) -> Iterator[Cost]:
    yield _cost("generate organisations", "organisations", "generate", files / "o.csv")
    yield _cost(
        f"generate {count:,} members",
        "members",
        "generate",
        files / "m.csv",
        "--count",
        count,
    )


def _taken_in(kind: str, files: Path, data: Path) -> list[Cost]:
    environment = KEYS | {"GONGHUI_DATA_DIR": str(data), "GONGHUI_DATABASE_URL": ""}
    with ExitStack() as stack:
        if kind == "postgresql":
            cluster = stack.enter_context(running_cluster(careful=True))
            environment["GONGHUI_DATABASE_URL"] = cluster.url(cluster.create())
        costs = [
            _cost(f"{kind}: {what}", what, "import", files / name, **environment)
            for what, name in (("organisations", "o.csv"), ("members", "m.csv"))
        ]
        os.environ.update(environment)
        asyncio.run(_look_up(kind, files / "m.csv"))
    return costs


def _cost(name: str, *arguments: object, **environment: str) -> Cost:
    """Run a command and watch it."""
    if "generate" in arguments:
        arguments = (*arguments[:2], "--out", *arguments[2:])
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "gonghui", *map(str, arguments)],
        env=os.environ | environment,
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(megabytes, family(process.pid))))
        time.sleep(0.25)
    if process.returncode:
        sys.exit(process.returncode)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(name, time.monotonic() - begun, processor, most)


async def _look_up(kind: str, file: Path) -> None:
    """Find members in every way and tell the quantiles."""
    people = _sample(file)
    engine = create_engine(Settings(_env_file=None))
    sessions = create_sessions(engine)
    ways: dict[str, Callable[[AsyncSession, str], Awaitable[object]]] = {
        "手机号码": members.by_phone,
        "证件号码": _by_id_number,
        "会员号": members.by_number,
    }
    for column, way in ways.items():
        waited, worked = [], []
        for value in filter(None, (person[column] for person in people)):
            begun, idle = time.perf_counter(), time.process_time()
            async with read_only(sessions) as session:
                found = await way(session, value)
            waited.append((time.perf_counter() - begun) * 1000)
            worked.append((time.process_time() - idle) * 1000)
            if found is None:
                raise LookupError(f"a {column} is not found")
        p50, p99 = np.quantile(waited[50:], (0.5, 0.99))
        own = np.quantile(worked[50:], 0.99)
        clock = f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"
        echo(f"{kind}: by {column}: {clock}; processor alone: p99 {own:.2f} ms")
    await engine.dispose()


async def _by_id_number(session: AsyncSession, number: str) -> Member | None:
    statement = select(Member).where(Member.id_lookup == number)
    return (await session.scalars(statement)).one_or_none()


def _sample(file: Path) -> list[dict[str, str]]:
    """Return members from all over the file."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = sum(1 for _ in lines) - 1
    step = max(1, rows // LOOKUPS)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [row for n, row in enumerate(csv.DictReader(lines)) if n % step == 0]


if __name__ == "__main__":
    main()
