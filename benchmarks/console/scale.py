"""A million tickets: how long an officer waits for the queue, a ticket, the search.

`python -m benchmarks.console.scale [--tickets 1000000] [--database sqlite]` makes a
city's tickets of three years with ten events each (the same ones every time), has
`gonghui search rebuild` index them, and asks the real application over HTTP, as an
officer of the whole city and as one of a street. PostgreSQL runs with its durable
defaults on the disk. It prints one table for each database, and fails above the bar.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx
import numpy as np
from sqlalchemy import select
from typer import echo

from api.console.browser import NAME, token_for
from benchmarks.console.crowd import Plan, numbered
from benchmarks.console.filling import fill_postgresql, fill_sqlite
from benchmarks.console.vocabulary import COMMON, TRADE, vocabulary
from benchmarks.records.bulk import KEYS
from gonghui.processes import free_port
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.database import (
    create_engine,
    create_sessions,
    unit_of_work,
    upgrade,
)
from helpdesk.models import (
    Authenticator,
    Officer,
    OfficerRole,
    Organisation,
    OrganisationKind,
)
from helpdesk.officers import officer_sessions
from helpdesk.seed import seed
from helpdesk.seed.seeding import fill
from tests.helpdesk.postgres import running_cluster

BARS = {"sqlite": 300.0, "postgresql": 200.0}  # milliseconds, p95
OFFICERS = 50
WARMING = 5


@dataclass(frozen=True, slots=True)
class House:
    """An installation that is filled and runs."""

    settings: Settings
    plan: Plan
    tokens: dict[str, str]
    url: str


type Question = Callable[[httpx.Client, Random], httpx.Response]


def main() -> int:
    """Print the tables; 1 when a bar was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--database", choices=tuple(BARS), action="append")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    missed = False
    for kind in chosen.database or BARS:
        with ExitStack() as stack:
            settings = stack.enter_context(_installation(kind))
            plan = _fill(kind, settings, chosen.tickets, chosen.processes)
            _index(settings, chosen.processes)
            tokens = asyncio.run(_signed_in(settings, plan))
            url = stack.enter_context(_serving(settings))
            house = House(settings, plan, tokens, url)
            missed |= _measure(kind, house, chosen.questions)
    return int(missed)


@contextmanager
def _installation(kind: str) -> Iterator[Settings]:
    """Give an empty installation, on the disk."""
    with TemporaryDirectory(prefix="gonghui-scale-") as name, ExitStack() as stack:
        known = {"data_dir": Path(name), "demo": kind == "sqlite"}
        if kind == "postgresql":
            cluster = stack.enter_context(running_cluster(careful=True))
            known["database_url"] = cluster.url(cluster.create())
        keys = {k.removeprefix("GONGHUI_").lower(): v for k, v in KEYS.items()}
        yield Settings(_env_file=None, **keys, **known)


def _fill(kind: str, settings: Settings, tickets: int, processes: int) -> Plan:
    """Seed the tree and some members, then write the crowd."""
    begun = time.monotonic()
    if kind == "sqlite":
        seed(settings, members=2000)
    else:
        upgrade(settings)
        fill(settings, members=2000)
    plan = asyncio.run(_plan(settings, tickets))
    url = settings.records_url
    if kind == "sqlite":
        fill_sqlite(str(url.database), plan, processes=processes)
    else:
        fill_postgresql(url, plan, processes=processes)
    echo(f"{kind}: {tickets} tickets written in {time.monotonic() - begun:.0f} s")
    return plan


async def _plan(settings: Settings, tickets: int) -> Plan:
    """Put officers on record, and read the streets' unions."""
    engine = create_engine(settings)
    async with unit_of_work(create_sessions(engine)) as session:
        streets = Organisation.kind == OrganisationKind.street
        found = await session.execute(
            select(Organisation.id, Organisation.path).where(streets)
        )
        unions = [(key, path) for key, path in found if path]
        Random(1).shuffle(unions)  # noqa: S311 - no secret
        busiest = unions[0][0]
        crew = [
            Officer(
                login=f"crew-{number}",
                name="林晓岚",
                password_hash="nobody signs in with it",  # noqa: S106
                role=OfficerRole.supervisor if number else OfficerRole.case_officer,
                organisation_id=None if number else busiest,
            )
            for number in range(OFFICERS)
        ]
        session.add_all(crew)
        await session.flush()
        officers = [officer.id for officer in crew]
    await engine.dispose()
    return Plan(tickets, unions, officers, clock.now())


def _environment(settings: Settings) -> dict[str, str]:
    """Give another process the same settings."""
    return os.environ | {
        **KEYS,
        "GONGHUI_DATA_DIR": str(settings.data_dir),
        "GONGHUI_DATABASE_URL": settings.database_url or "",
        "GONGHUI_DEMO": str(settings.demo).lower(),
    }


def _index(settings: Settings, processes: int) -> None:
    """Index everything as an administrator would."""
    begun = time.monotonic()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "gonghui",
            "search",
            "rebuild",
            f"--processes={processes}",
        ],
        env=_environment(settings),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    asyncio.run(_look_again(settings))
    size = sum(f.stat().st_size for f in settings.data_dir.rglob("*") if f.is_file())
    echo(
        f"indexed in {time.monotonic() - begun:.0f} s; {size / 2**30:.2f} GiB of files"
    )


async def _look_again(settings: Settings) -> None:
    """Let the planner know what there is, as autovacuum does in time."""
    engine = create_engine(settings)
    async with engine.connect() as connection:
        vacuum = "VACUUM ANALYZE" if settings.database_url else "ANALYZE"
        autonomous = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autonomous.exec_driver_sql(vacuum)
        if settings.database_url:
            size = await autonomous.exec_driver_sql(
                "SELECT pg_size_pretty(pg_database_size(current_database())), "
                "pg_size_pretty(pg_total_relation_size('search_entries'))"
            )
            echo(f"database and search in it: {', '.join(size.one())}")
    await engine.dispose()


async def _signed_in(settings: Settings, plan: Plan) -> dict[str, str]:
    """Return cookies of a supervisor of the city and of a street's officer."""
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    tokens = {}
    async with unit_of_work(sessions) as session:
        for name, place in (("street", 0), ("city", 1)):
            officer = await session.get_one(Officer, plan.officers[place])
            bound = {"secret": "never asked for", "confirmed_at": clock.now()}
            session.add(Authenticator(officer_id=officer.id, **bound))
            await session.flush()
            tokens[name] = await officer_sessions.begin(
                session, officer, is_proven=True
            )
    await engine.dispose()
    return tokens


@contextmanager
def _serving(settings: Settings) -> Iterator[str]:
    """Run the application in a process of its own."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "api"],
        env=_environment(settings) | {"GONGHUI_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{url}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _measure(kind: str, house: House, count: int) -> bool:
    """Ask everything in turn and print how long it took; tell if a bar was missed."""
    taken: dict[str, list[float]] = {}
    with ExitStack() as stack:
        for who in ("city", "street"):
            client = stack.enter_context(_client(house, who))
            for name, ask in _questions(house, who).items():
                die = Random(name)  # noqa: S311 - no secret
                taken[f"{name}, {who}"] = [
                    _timed(client, ask, die) for _ in range(WARMING + count)
                ][WARMING:]
    bar = BARS[kind]
    echo(f"{kind}, bar {bar:.0f} ms{'p50':>20}{'p95':>9}{'p99':>9}{'worst':>9}")
    worst = 0.0
    for name, times in taken.items():
        p50, p95, p99 = np.percentile(times, (50, 95, 99))
        worst = max(worst, p95)
        echo(f"{name:32}{p50:9.1f}{p95:9.1f}{p99:9.1f}{max(times):9.1f}")
    echo(f"{'within' if worst <= bar else 'ABOVE'} the bar: worst p95 {worst:.1f} ms")
    return worst > bar


def _client(house: House, who: str) -> httpx.Client:
    """Give a browser in which an officer is signed in."""
    prefix = "" if house.settings.demo else "__Host-"
    cookie = {"Cookie": f"{prefix}{NAME}={house.tokens[who]}"}
    return httpx.Client(base_url=house.url, headers=cookie, timeout=60)


def _timed(client: httpx.Client, ask: Question, die: Random) -> float:
    begun = time.perf_counter()
    answer = ask(client, die)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} at {answer.url.path}")
    return (time.perf_counter() - begun) * 1000


def _questions(house: House, who: str) -> dict[str, Question]:
    """Return what an officer does all day, each with dice of its own."""
    words = vocabulary()
    trade = [word for several in TRADE.values() for word in several]
    rare = [w for w in words.words[COMMON // 2 :] if len(w) == 2]
    plan, token = house.plan, token_for(house.tokens[who])

    def search(client: httpx.Client, said: str) -> httpx.Response:
        form = {"q": said, "token": token}
        htmx = {"HX-Request": "true"}
        return client.post("/console/search", data=form, headers=htmx)

    def get(path: str) -> Question:
        return lambda client, _: client.get(path)

    questions = {
        "queue": get("/console/tickets"),
        "queue, one category": get("/console/tickets?category=report_unpaid_wages"),
        "queue, settled": get("/console/tickets?standing=settled"),
        "search, one word": lambda c, d: search(c, d.choice(trade)),
        "search, two words": lambda c, d: search(
            c, f"{d.choice(trade)} {d.choice(trade)}"
        ),
        "search, rare word": lambda c, d: search(c, d.choice(rare)),
        "search, employer": lambda c, d: search(c, words.name(d)),
        "search, nothing": lambda c, d: search(c, "腊肠狗 甲骨文"),
    }
    if who == "city":
        questions["ticket page"] = lambda c, d: c.get(
            f"/console/tickets/{numbered(plan, d.randrange(plan.tickets))}"
        )
        questions["search, number"] = lambda c, d: search(
            c, numbered(plan, d.randrange(plan.tickets))
        )
    return questions


if __name__ == "__main__":
    sys.exit(main())
