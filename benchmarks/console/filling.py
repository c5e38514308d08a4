"""Bulk writing: rows by COPY or executemany, triggers and references at rest."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import URL

from benchmarks.console.crowd import Chunk, Plan, Row, chunk
from helpdesk.models import Base

AT_ONCE = 2_000  # tickets a chunk
TABLES = ("identities", "conversations", "messages", "tickets", "ticket_events")


def fill_sqlite(file: str, plan: Plan, *, processes: int) -> None:
    """Write the crowd into a file, without triggers and with little care."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for made in _chunks(plan, processes):
            connection.execute("BEGIN")
            for table in TABLES:
                columns, rows = _rows(table, made.rows.get(table, []))
                if not rows:
                    continue
                marks = ", ".join("?" * len(columns))
                connection.executemany(
                    f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names of our tables
                    [tuple(map(_as_sqlite, row)) for row in rows],
                )
            connection.execute("COMMIT")
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill_postgresql(url: URL, plan: Plan, *, processes: int) -> None:
    """Write the crowd by COPY, as a replica does: without triggers."""
    asyncio.run(_copy(url, plan, processes))


async def _copy(url: URL, plan: Plan, processes: int) -> None:
    connection = await asyncpg.connect(
        host=url.host, port=url.port, user=url.username, database=url.database
    )
    await connection.execute("SET session_replication_role = replica")
    await connection.set_type_codec(
        "json", encoder=json.dumps, decoder=json.loads, schema="pg_catalog"
    )
    for made in _chunks(plan, processes):
        async with connection.transaction():
            for table in TABLES:
                columns, rows = _rows(table, made.rows.get(table, []))
                if rows:
                    await connection.copy_records_to_table(
                        table, records=rows, columns=columns
                    )
    for table in TABLES:
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "  # noqa: S608 - names of our tables
            f"FROM {table}"
        )
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def _chunks(plan: Plan, processes: int) -> Iterator[Chunk]:
    """Yield the crowd in order, made by several processes, a few chunks ahead."""
    starts = range(0, plan.tickets, AT_ONCE)
    with ProcessPoolExecutor(processes) as pool:
        waiting = [
            pool.submit(partial(chunk, plan, first, AT_ONCE))
            for first in starts[: processes + 2]
        ]
        for first in [*starts[processes + 2 :], *[None] * len(waiting)]:
            yield waiting.pop(0).result()
            if first is not None:
                waiting.append(pool.submit(chunk, plan, first, AT_ONCE))


def _rows(
    table: str, rows: Sequence[Row]
) -> tuple[list[str], list[tuple[object, ...]]]:
    """Return the columns that are given, and the rows in their order."""
    known = Base.metadata.tables[table].columns.keys()
    given = [name for name in known if rows and name in rows[0]]
    return given, [tuple(_plain(row[name]) for name in given) for row in rows]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's value
    return value.value if isinstance(value, Enum) else value


def _as_sqlite(value: Any) -> Any:  # noqa: ANN401 - a column's value
    """Write a moment as SQLAlchemy does."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
