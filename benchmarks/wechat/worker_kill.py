"""The worker killed at random points while it writes to followers.

`python -m benchmarks.wechat.worker_kill [--messages 1000] [--kills 50]` runs the real
`gonghui worker` on SQLite, and two of them on PostgreSQL where it is installed. Before
each kill some messages are queued; the worker that sent something last is killed (-9)
up to half a second later and another one started. Nothing may be lost, each follower's
messages arrive in order, and one arrives twice only where the killed worker was given
an answer, or was to be given one, that it did not write down. Exit code 1 on a miss.
"""

import argparse
import asyncio
import base64
import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from benchmarks.wechat.taking import Post, running_post
from helpdesk.config import Settings
from helpdesk.database import (
    create_engine,
    create_sessions,
    read_only,
    unit_of_work,
    upgrade,
)
from helpdesk.followers import Contact, followers
from helpdesk.models import Identity, OutboxItem, OutboxState
from helpdesk.notifications import notifications
from tests.helpdesk.postgres import find_programs, running_cluster

FOLLOWERS = 100
LONGEST_WORK = 0.5  # seconds from a worker's sign of life to its end
PATIENCE = 180.0  # seconds for what is left after the last kill
KEYS = {
    "field_keys": f"k1:{base64.b64encode(b'f' * 32).decode()}",
    "lookup_key": base64.b64encode(b"l" * 32).decode(),
}

type Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is sent, and how often somebody is killed."""

    messages: int
    kills: int
    workers: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it."""

    name: str
    plan: Plan
    taken: int
    lost: int
    disordered: int
    repeated: int
    answers_lost: int
    unexplained: int
    """Repeated although the worker had written its answer down."""

    seconds: float

    @property
    def is_good(self) -> bool:
        """Tell whether everything is as it must be."""
        return not (self.lost or self.disordered or self.unexplained) and (
            self.repeated <= self.answers_lost
        )


@dataclass
class Fleet:
    """The workers that run, by the name under which WeChat knows them."""

    settings: Settings
    post: Post
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def start(self) -> None:
        """Start one more."""
        name = f"w{next(self.names)}"
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "gonghui", "worker"],
            env=_environment(self.settings, self.post.base(name)),
            stderr=subprocess.DEVNULL,
        )

    def kill(self, name: str) -> None:
        """End one without a word."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """Ask all to end, and see that they do."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(30)


def main() -> None:
    """Run it on each database and print the table as far as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    kinds = ("sqlite", "postgresql")
    parser.add_argument("--database", choices=kinds, action="append")
    chosen = parser.parse_args()
    results = []
    for kind in chosen.database or kinds:
        if kind == "postgresql" and find_programs() is None:
            print("PostgreSQL is not installed")
            continue
        plan = Plan(chosen.messages, chosen.kills, 2 if kind == "postgresql" else 1)
        results.append(run(kind, plan))
        print(table(results), end="\n\n", flush=True)
    sys.exit(not all(result.is_good for result in results))


def run(kind: str, plan: Plan) -> Result:
    """Run it on one database of its own."""
    with TemporaryDirectory(prefix="gonghui-kill-") as folder, ExitStack() as stack:
        url = None
        if kind == "postgresql":
            cluster = stack.enter_context(running_cluster(careful=True))
            url = cluster.url(cluster.create())
        settings = Settings(
            _env_file=None, data_dir=Path(folder), database_url=url, **KEYS
        )
        upgrade(settings)
        return asyncio.run(_measure(kind, settings, plan))


def table(results: Sequence[Result]) -> str:
    """Write the results side by side."""
    rows = {
        "workers at a time": [str(one.plan.workers) for one in results],
        "messages": [str(one.plan.messages) for one in results],
        "kills": [str(one.plan.kills) for one in results],
        "taken by WeChat": [str(one.taken) for one in results],
        "lost": [str(one.lost) for one in results],
        "followers with another order": [str(one.disordered) for one in results],
        "repeated": [str(one.repeated) for one in results],
        "answers lost with a worker": [str(one.answers_lost) for one in results],
        "repeated without reason": [str(one.unexplained) for one in results],
        "seconds": [f"{one.seconds:.0f}" for one in results],
    }
    head = f"{'':<30}" + "".join(f"{one.name:>12}" for one in results)
    lines = (
        f"{name:<30}" + "".join(f"{value:>12}" for value in values)
        for name, values in rows.items()
    )
    return "\n".join([head, *lines])


async def _measure(kind: str, settings: Settings, plan: Plan) -> Result:
    begun = time.monotonic()
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    async with running_post() as post:
        fleet = Fleet(settings, post)
        try:
            for _ in range(plan.workers):
                fleet.start()
            unwritten = await _kill_often(sessions, fleet, plan)
            await _drain(sessions)
        finally:
            fleet.stop()
            await engine.dispose()
    return _judged(kind, plan, post, unwritten, time.monotonic() - begun)


async def _kill_often(sessions: Sessions, fleet: Fleet, plan: Plan) -> list[str]:
    """Queue, wait for a sign of life, kill; return what was not written down."""
    unwritten, numbers = [], iter(range(plan.messages))
    share = -(-plan.messages // plan.kills)
    for _ in range(plan.kills):
        await _queue(sessions, list(itertools.islice(numbers, share)))
        fleet.post.busy.clear()
        await asyncio.wait_for(fleet.post.busy.wait(), PATIENCE)
        await asyncio.sleep(random.uniform(0, LONGEST_WORK))  # noqa: S311 - no secret
        name = fleet.post.latest
        if name in fleet.running:
            fleet.kill(name)
            await asyncio.sleep(0.2)  # what was under way reaches WeChat or does not
            unwritten += await _unwritten(sessions, fleet.post.texts(name))
            fleet.start()
    return unwritten


async def _queue(sessions: Sessions, numbers: Sequence[int]) -> None:
    """Tell followers something; each of them wrote to us just before."""
    async with unit_of_work(sessions) as session:
        for number in numbers:
            follower = await followers.contacted(
                session, f"oDEMO-{number % FOLLOWERS}", Contact.message
            )
            await notifications.tell(
                session,
                follower.identity_id,
                text=f"{number}",
                request_key=f"kill:{number}",
            )


async def _unwritten(sessions: Sessions, texts: set[str]) -> list[str]:
    """Return what WeChat took without the outbox knowing."""
    async with read_only(sessions) as session:
        sent = await session.scalars(
            select(OutboxItem.request_key).where(OutboxItem.state == OutboxState.sent)
        )
        known = {str(key).partition(":")[2] for key in sent}
    return sorted(texts - known)


async def _drain(sessions: Sessions) -> None:
    """Wait until nothing waits; who is held back writes to us once more."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        async with unit_of_work(sessions) as session:
            states = set(await session.scalars(select(OutboxItem.state)))
            held = select(Identity.source_id).where(
                Identity.id == OutboxItem.identity_id,
                OutboxItem.state == OutboxState.held,
            )
            for openid in set(await session.scalars(held)):
                await followers.contacted(session, openid, Contact.message)
        if states <= {OutboxState.sent, OutboxState.failed}:
            return
        await asyncio.sleep(0.5)


def _judged(
    kind: str, plan: Plan, post: Post, unwritten: list[str], seconds: float
) -> Result:
    arrived = {text for _, _, text in post.taken}
    repeated = post.repeated()
    return Result(
        name=kind,
        plan=plan,
        taken=len(post.taken),
        lost=plan.messages - len(arrived),
        disordered=sum(
            texts != sorted(texts, key=int) for texts in post.by_follower().values()
        ),
        repeated=repeated.total(),
        answers_lost=len(unwritten),
        unexplained=len(set(repeated) - set(unwritten)),
        seconds=seconds,
    )


def _environment(settings: Settings, base: str) -> dict[str, str]:
    return os.environ | {
        "GONGHUI_DATA_DIR": str(settings.data_dir),
        "GONGHUI_DATABASE_URL": settings.database_url or "",
        "GONGHUI_FIELD_KEYS": KEYS["field_keys"],
        "GONGHUI_LOOKUP_KEY": KEYS["lookup_key"],
        "GONGHUI_WECHAT_APP_ID": "wxDEMO",
        "GONGHUI_WECHAT_APP_SECRET": "a-secret",
        "GONGHUI_WECHAT_TOKEN": "a-token",
        "GONGHUI_WECHAT_API_BASE": base,
    }


if __name__ == "__main__":
    main()
