"""How fast the board opens, and how long it takes to count all tickets anew.

python -m benchmarks.reports --tickets 1000000 [--postgresql URL]
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import datetime
from itertools import batched
from pathlib import Path

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from benchmarks.reports.history import history
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only, unit_of_work
from helpdesk.models import Organisation, OrganisationKind, Ticket
from helpdesk.reports.board import Wanted, board
from helpdesk.reports.counting import counting
from helpdesk.reports.periods import Span, span
from helpdesk.scope import Scope
from helpdesk.seed import fill, seed

ROUNDS = 15
BATCH = 5000
YEARS_3 = 3 * 365


async def put(
    sessions: async_sessionmaker[AsyncSession], count: int, *, days: int
) -> None:
    """Put tickets into an empty table."""
    async with sessions() as session:
        statement = select(Organisation.path).where(
            Organisation.kind.in_([OrganisationKind.street, OrganisationKind.community])
        )
        paths = [None, *await session.scalars(statement)]
    rows = history(count, days=days, until=clock.now(), paths=paths)
    for batch in batched(rows, BATCH):
        async with unit_of_work(sessions) as session:
            await session.execute(insert(Ticket), list(batch))


async def measure(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Open the board in several ways, and print how long each took."""
    async with sessions() as session:
        paths = dict(
            (
                await session.execute(
                    select(Organisation.kind, Organisation.path).where(
                        Organisation.path.is_not(None)
                    )
                )
            ).all()
        )
    street, below = paths[OrganisationKind.street], paths[OrganisationKind.community]
    ways = {
        "city, 30 days": Wanted(Scope(), span(Span.month)),
        "city, last week": Wanted(Scope(), span(Span.last_week)),
        "city, this year": Wanted(Scope(), span(Span.year)),
        "city, 30 days, one service": Wanted(
            Scope(), span(Span.month), service="petition"
        ),
        "district, 30 days": Wanted(
            Scope(paths[OrganisationKind.district]), span(Span.month)
        ),
        "street, 30 days": Wanted(Scope(street), span(Span.month)),
        "community (counted), 30 days": Wanted(Scope(below), span(Span.month)),
    }
    for name, wanted in ways.items():
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            async with read_only(sessions) as session:
                await board(session, wanted)
            took.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(took, n=20)[18]
        print(f"{name:32} median {statistics.median(took):7.1f} ms, p95 {p95:7.1f} ms")


async def run(settings: Settings, tickets: int) -> None:
    """Fill, count, measure."""
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    began = time.perf_counter()
    await put(sessions, tickets, days=YEARS_3)
    print(f"{tickets} tickets in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    await counting.follow(sessions)
    print(f"counted in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    await counting.follow(sessions)
    print(f"followed, nothing new, in {(time.perf_counter() - began) * 1000:.0f} ms")
    async with engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    async with sessions() as session:
        rows = await session.scalar(text("SELECT count(*) FROM report_days"))
        print(f"{rows} rows in report_days")
    await measure(sessions)
    await engine.dispose()


def main() -> None:
    """Measure on SQLite in a folder of its own, or on a database that is named."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--tickets", type=int, default=100_000)
    said.add_argument("--postgresql", help="an empty, migrated database")
    options = said.parse_args()
    print(f"{datetime.now(clock.SHENZHEN):%Y-%m-%d}, {options.tickets} tickets")
    with tempfile.TemporaryDirectory(prefix="gonghui-reports-") as folder:
        settings = Settings(data_dir=Path(folder), demo=not options.postgresql)
        if options.postgresql:
            settings = settings.model_copy(update={"database_url": options.postgresql})
            fill(settings, 60)
        else:
            seed(settings, members=60)
        asyncio.run(run(settings, options.tickets))


if __name__ == "__main__":
    main()
