"""Officers who watch the queue: what does it cost the process that tells them?

`python -m benchmarks.console.watchers [--officers 50] [--seconds 30]
[--database sqlite|postgresql] [--pages]` starts the real gateway, opens one stream of
news for each officer over HTTP, and changes two tickets a second. It prints how much of
a core the gateway took, and how long a change was on its way. With ``--pages`` every
watcher also asks for what a page asks for when its list changes.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typer import echo

from benchmarks.processes import processor_seconds
from benchmarks.records import bulk
from gonghui.processes import free_port
from helpdesk.audit import SYSTEM
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.models import Officer, OfficerRole, Ticket
from helpdesk.officers import officer_sessions
from helpdesk.tickets import tickets
from tests.helpdesk.postgres import running_cluster

KEYS = {name.removeprefix("GONGHUI_").lower(): key for name, key in bulk.KEYS.items()}
COOKIE = "gonghui-console"
TICKETS = 300
A_SECOND = 2
PAGE_EVERY = (8.0, 16.0)  # seconds, as queue.js waits when only counts have changed
SETTLING = 3.0

type Sessions = async_sessionmaker[AsyncSession]


@dataclass(slots=True)
class Heard:
    """What came over the streams."""

    changes: dict[str, float] = field(default_factory=dict)
    """When each ticket was last changed."""

    delays: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--pages", action="store_true", help="ask as pages do")
    wanted = parser.parse_args()
    with TemporaryDirectory(prefix="watchers-") as folder, ExitStack() as stack:
        settings = _settings(Path(folder), wanted.database, stack)
        upgrade(settings)
        pid = stack.enter_context(_gateway(settings))
        asyncio.run(_measure(settings, pid, wanted))


def _settings(folder: Path, database: str | None, stack: ExitStack) -> Settings:
    url = None
    if database == "postgresql":
        cluster = stack.enter_context(running_cluster(careful=True))
        url = cluster.url(cluster.create())
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        demo=url is None,
        port=free_port(),
        bot_secret="nobody asks it",  # noqa: S106
        **KEYS,
    )


@contextmanager
def _gateway(settings: Settings) -> Iterator[int]:
    """Run the gateway as `gonghui serve` does, and end it."""
    keys = {f"GONGHUI_{name.upper()}": value for name, value in KEYS.items()}
    environment = (
        os.environ
        | keys
        | {
            "GONGHUI_DATA_DIR": str(settings.data_dir),
            "GONGHUI_DATABASE_URL": settings.database_url or "",
            "GONGHUI_DEMO": str(settings.demo).lower(),
            "GONGHUI_PORT": str(settings.port),
            "GONGHUI_BOT_SECRET": settings.bot_secret.get_secret_value(),
        }
    )
    command = [sys.executable, "-m", "api"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        began = time.monotonic()
        process.terminate()
        process.wait(30)
        echo(f"the gateway ended within {time.monotonic() - began:.1f} s")


async def _measure(settings: Settings, pid: int, wanted: argparse.Namespace) -> None:
    engine = create_engine(settings)
    sessions, heard = create_sessions(engine), Heard()
    tokens = await _officers(sessions, wanted.officers)
    await _tickets(sessions)
    base = f"http://127.0.0.1:{settings.port}"
    limits = httpx.Limits(max_connections=None)
    cookie_name = COOKIE if settings.demo else f"__Host-{COOKIE}"
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=30) as client:
        await _ready(client)
        headers = [{"Cookie": f"{cookie_name}={token}"} for token in tokens]
        tasks = [asyncio.create_task(_listen(client, h, heard)) for h in headers]
        if wanted.pages:
            tasks += [asyncio.create_task(_look(client, h, heard)) for h in headers]
        await asyncio.sleep(SETTLING)
        before, began = processor_seconds(pid), time.monotonic()
        await _change(sessions, heard, seconds=wanted.seconds)
        taken = time.monotonic() - began
        used = processor_seconds(pid) - before
        for task in tasks:
            task.cancel()
        faults = await asyncio.gather(*tasks, return_exceptions=True)
    await engine.dispose()
    broken = [each for each in faults if not isinstance(each, asyncio.CancelledError)]
    _tell(wanted, heard, share=used / taken, broken=broken)


async def _officers(sessions: Sessions, count: int) -> list[str]:
    async with unit_of_work(sessions) as session:
        officers = [
            Officer(
                login=f"officer{n}",
                name="林晓岚",
                password_hash="none",  # noqa: S106
                role=OfficerRole.case_officer,
            )
            for n in range(count)
        ]
        session.add_all(officers)
        await session.flush()
        return [await officer_sessions.begin(session, each) for each in officers]


async def _tickets(sessions: Sessions) -> None:
    async with unit_of_work(sessions) as session:
        for _ in range(TICKETS):
            await tickets.open(
                session, category="report_unpaid_wages", subject="拖欠工资"
            )


async def _ready(client: httpx.AsyncClient) -> None:
    while True:
        try:
            if (await client.get("/healthz")).is_success:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.1)


async def _listen(
    client: httpx.AsyncClient, headers: dict[str, str], heard: Heard
) -> None:
    async with client.stream("GET", "/console/news", headers=headers) as stream:
        if stream.status_code != httpx.codes.OK:
            raise RuntimeError(f"the stream answered {stream.status_code}")
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                now = time.monotonic()
                told = [at for n, at in heard.changes.items() if n in line]
                heard.delays += [now - at for at in told]
    raise RuntimeError("the stream ended")


async def _look(
    client: httpx.AsyncClient, headers: dict[str, str], heard: Heard
) -> None:
    """Ask for what is new, as often as a page does whose rows were not changed."""
    asked = headers | {"HX-Request": "true", "X-Unasked": "1"}
    while True:
        await asyncio.sleep(random.uniform(*PAGE_EVERY))  # noqa: S311
        listed = ".".join(heard.changes)[:520]
        query = {"view": "all", "listed": listed, "changed": listed[:12]}
        began = time.monotonic()
        answer = await client.get(
            "/console/tickets/update", params=query, headers=asked
        )
        answer.raise_for_status()
        heard.answers.append(time.monotonic() - began)


async def _change(sessions: Sessions, heard: Heard, *, seconds: float) -> None:
    """Change tickets as officers elsewhere do."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        async with unit_of_work(sessions) as session:
            anyone = select(Ticket).offset(random.randrange(TICKETS)).limit(1)  # noqa: S311
            ticket = (await session.scalars(anyone)).one()
            await tickets.add_note(session, ticket, "已联系单位", by=SYSTEM.kind)
        heard.changes[ticket.number] = time.monotonic()
        await asyncio.sleep(1 / A_SECOND)


def _tell(
    wanted: argparse.Namespace,
    heard: Heard,
    *,
    share: float,
    broken: Sequence[object],
) -> None:
    asked = " and their pages ask" if wanted.pages else ""
    echo(
        f"{wanted.officers} officers listen{asked}, {A_SECOND} changes a second, "
        f"{wanted.database or 'sqlite'}: {share:.1%} of a core"
    )
    echo(f"heard {len(heard.delays)}, {_spread(heard.delays)} after the change")
    if heard.answers:
        echo(f"asked {len(heard.answers)} times, answered in {_spread(heard.answers)}")
    for fault in broken:
        echo(f"broken: {fault!r}")


def _spread(times: Sequence[float]) -> str:
    ordered = sorted(times) or [0.0]
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {half * 1000:.0f} ms, p95 {most * 1000:.0f} ms"


if __name__ == "__main__":
    main()
