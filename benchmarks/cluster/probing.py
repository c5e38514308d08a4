"""Looks into a running cluster: connections, rows, logs, keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import redis.asyncio as redis
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from benchmarks.cluster.running import Cluster
from benchmarks.cluster.watching import Figures

RECORDS = {
    "PostgreSQL: connections": """
        SELECT count(*) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""",
    "PostgreSQL: transactions left open": """
        SELECT count(*) FROM pg_stat_activity
        WHERE state LIKE 'idle in transaction%'
          AND state_change < now() - interval '30 s'
    """,
    "PostgreSQL: WAL MB": "SELECT sum(size) / 2 ^ 20 FROM pg_ls_waldir()",
    "outbox: waiting": "SELECT count(*) FROM outbox_items WHERE state = 'waiting'",
    "WeChat deliveries: rows": "SELECT count(*) FROM wechat_deliveries",
}
DIALOGUES = {"dialogues: rows": "SELECT count(*) FROM dialogues"}


class Probe:
    """Asks PostgreSQL and Redis the same questions again and again."""

    def __init__(
        self, records: AsyncEngine, dialogues: AsyncEngine, shared: redis.Redis
    ) -> None:
        self._asked = ((records, RECORDS), (dialogues, DIALOGUES))
        self._shared = shared

    async def look(self) -> Figures:
        """Return every figure as it is now."""
        told: Figures = {}
        for engine, questions in self._asked:
            async with engine.connect() as connection:
                for name, question in questions.items():
                    found = await connection.scalar(text(question))
                    told[name] = float(found or 0)
        clients = await self._shared.info("clients")
        memory = await self._shared.info("memory")
        return told | {
            "Redis: connections": float(clients["connected_clients"]),
            "Redis: keys": float(await self._shared.dbsize()),
            "Redis: MB": memory["used_memory"] / 2**20,
        }


@asynccontextmanager
async def probing(cluster: Cluster) -> AsyncIterator[Probe]:
    """Connect as who may see everything; hang up afterwards."""
    address = superuser(cluster)
    name = cluster.settings.records_url.database
    records = create_async_engine(address.set(database=name))
    dialogues = create_async_engine(address)
    shared = cluster.redis()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(records.dispose)
        stack.push_async_callback(dialogues.dispose)
        stack.push_async_callback(shared.aclose)
        yield Probe(records, dialogues, shared)


def superuser(cluster: Cluster) -> URL:
    """Return the address of the dialogues for who may do everything there."""
    return cluster.tracker.set(
        drivername="postgresql+asyncpg",
        username="postgres",
        password=cluster.secret("postgres_password"),
    )
