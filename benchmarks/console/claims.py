"""Two officers claim one ticket at once, a thousand times: exactly one wins each time.

    python -m benchmarks.console.claims [--rounds 1000] [--database sqlite|postgresql]

Each officer is a process of its own with its own engine, as two browsers at two api
processes would be. They meet at a barrier before every round.
"""

import argparse
import asyncio
import json
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path

from helpdesk.audit import Actor
from helpdesk.casework import casework
from helpdesk.config import Settings
from helpdesk.database import (
    create_engine,
    create_sessions,
    unit_of_work,
    upgrade,
)
from helpdesk.errors import Claimed
from helpdesk.models import AuthorKind, Officer, OfficerRole, Ticket
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import make_settings
from tests.helpdesk.postgres import running_cluster

OFFICERS = 2


def main() -> None:
    """Run the rounds and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    wanted = parser.parse_args()
    for kind in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        with database(kind) as settings:
            print(json.dumps({"database": kind, **race(settings, wanted.rounds)}))


@contextmanager
def database(kind: str) -> Iterator[Settings]:
    """Give an empty, migrated database of a kind."""
    with tempfile.TemporaryDirectory(prefix="gonghui-claims-") as folder:
        if kind == "sqlite":
            settings = make_settings(Path(folder))
            upgrade(settings)
            yield settings
            return
        with running_cluster(careful=True) as cluster:
            url = cluster.url(cluster.create())
            settings = make_settings(Path(folder), database_url=url)
            upgrade(settings)
            yield settings


def race(settings: Settings, rounds: int) -> dict[str, float | int]:
    """Let the officers race, and count how often one of them won alone."""
    officers, keys = asyncio.run(prepare(settings, rounds))
    context = multiprocessing.get_context("spawn")
    barrier, won = context.Barrier(OFFICERS), context.Queue()
    racers = [
        context.Process(target=claim_all, args=(settings, officer, keys, barrier, won))
        for officer in officers
    ]
    begun = time.perf_counter()
    for racer in racers:
        racer.start()
    results = [won.get(timeout=1800) for _ in racers]
    for racer in racers:
        racer.join()
    winners = [sum(one) for one in zip(*results, strict=True)]
    return {
        "rounds": rounds,
        "one_winner": winners.count(1),
        "none": winners.count(0),
        "two": winners.count(2),
        "seconds": round(time.perf_counter() - begun, 1),
    }


async def prepare(settings: Settings, rounds: int) -> tuple[list[int], list[int]]:
    """Make two officers and a ticket for each round; return their keys."""
    engine = create_engine(settings)
    async with unit_of_work(create_sessions(engine)) as session:
        officers = [
            Officer(
                login=f"racer{n}",
                name=f"racer{n}",
                password_hash="-",  # noqa: S106 - nobody signs in
                role=OfficerRole.case_officer,
            )
            for n in range(OFFICERS)
        ]
        session.add_all(officers)
        await session.flush()
        opened = [
            await tickets.open(session, category="report_unpaid_wages", subject="x")
            for _ in range(rounds)
        ]
        keys = [officer.id for officer in officers], [ticket.id for ticket in opened]
    await engine.dispose()
    return keys


def claim_all(
    settings: Settings,
    officer_id: int,
    keys: list[int],
    barrier: Barrier,
    won: "multiprocessing.Queue[list[bool]]",
) -> None:
    """Claim every ticket at the same moment as the other officer."""
    won.put(asyncio.run(_claim_all(settings, officer_id, keys, barrier)))


async def _claim_all(
    settings: Settings, officer_id: int, keys: list[int], barrier: Barrier
) -> list[bool]:
    engine, results = create_engine(settings), []
    sessions = create_sessions(engine)
    for key in keys:
        barrier.wait(60)
        try:
            async with unit_of_work(sessions) as session:
                ticket = await session.get(Ticket, key)
                if ticket is None:
                    raise RuntimeError("the ticket is gone")
                by = Actor(AuthorKind.officer, officer_id)
                await casework.claim(session, ticket, by=by)
            results.append(True)
        except Claimed:
            results.append(False)
    await engine.dispose()
    return results


if __name__ == "__main__":
    main()
