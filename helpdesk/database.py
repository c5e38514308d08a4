"""Engines, sessions, the unit of work and migrations."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

import migrations
from helpdesk import inline
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError, Refused
from helpdesk.keys import load_keys
from helpdesk.sealing import Sealer, install

BUSY_SECONDS = 15.0  # far above any transaction here; a crash frees the lock
MIGRATION_LOCK = 12351  # an arbitrary advisory lock number, the hotline's
PRAGMAS = (
    "PRAGMA busy_timeout = 0",  # InlineConnection waits, not SQLite
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # safe with WAL; a power cut loses no old commit
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what was deleted is overwritten, names as well
)


def create_engine(settings: Settings) -> AsyncEngine:
    """Make the engine, with keys for sealed columns and SQLite's manners set."""
    url = settings.records_url
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_pre_ping=settings.is_production,
        hide_parameters=True,  # an error's text goes into logs
        **_manners(url),
    )
    renew = partial(load_keys, settings)  # keys may be rotated while this runs
    install(engine.dialect, Sealer(renew(), renew))
    if url.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _manners(url: URL) -> dict[str, Any]:
    """Return how to open SQLite's file, or what to ask of PostgreSQL.

    PostgreSQL would compile what it thinks takes long: half a second for a statement
    of ten milliseconds.
    """
    if url.get_backend_name() == "postgresql":
        return {"connect_args": {"server_settings": {"jit": "off"}}}
    if url.get_backend_name() != "sqlite" or not url.database:
        return {}
    connect = inline.connector(url.database, wait=BUSY_SECONDS)
    return {"async_creator": connect}


def create_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Make the factory that is handed to every edge.

    SQLite has one writer at a time and lets the others guess when to try again; in
    one process they take turns instead, first come, first served.
    """
    one_by_one = engine.dialect.name == "sqlite"
    turns = asyncio.Lock() if one_by_one else nullcontext()
    return async_sessionmaker(engine, expire_on_commit=False, info={"turns": turns})


@asynccontextmanager
async def unit_of_work(
    sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[AsyncSession]:
    """Give a session that commits on success and on a refusal, else rolls back.

    A refusal commits because the wrong try behind it has to stay counted.
    """
    async with sessions() as session, session.info["turns"]:
        try:
            yield session
        except Refused:
            await session.commit()
            raise
        await session.commit()


@asynccontextmanager
async def rehearsal(
    sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[AsyncSession]:
    """Give a session in which everything may be tried and of which nothing is kept."""
    async with sessions() as session, session.info["turns"]:
        yield session


@asynccontextmanager
async def read_only(
    sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[AsyncSession]:
    """Give a session that never waits for a writer and keeps nothing."""
    async with sessions() as session:
        await session.connection(
            execution_options={"read_only": True, "postgresql_readonly": True}
        )
        yield session


async def overwrite_log(engine: AsyncEngine) -> None:
    """Empty SQLite's write-ahead log: what was deleted is still in its old pages.

    PostgreSQL frees such pages by itself (autovacuum) and needs nothing here.
    """
    if engine.dialect.name != "sqlite":
        return
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        if driver is not None:  # past BEGIN: no checkpoint within a transaction
            await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


def upgrade(settings: Settings) -> None:
    """Bring the schema to the newest revision; safe when two processes try at once."""
    run_in_thread(lambda: _upgrade(settings))


def run_in_thread[T](work: Callable[[], Coroutine[None, None, T]]) -> T:
    """Run a coroutine to its end from plain code, inside a running loop or not."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(work())).result()


async def _upgrade(settings: Settings) -> None:
    engine = create_engine(settings)
    try:
        async with schema_change(engine) as connection:
            await connection.run_sync(_upgrade_connection)
    finally:
        await engine.dispose()


@asynccontextmanager
async def schema_change(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Give a transaction in which tables may be rebuilt.

    SQLite rebuilds a table by dropping the old one, which would take along, or trip
    over, what refers to it. So references rest meanwhile and are looked at before the
    end: https://www.sqlite.org/lang_altertable.html#otheralter
    """
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is not None:  # past BEGIN, where this can not be said any more
                await driver.execute_fetchall("PRAGMA foreign_keys = OFF")
        async with connection.begin():
            yield connection
            await _check_references(connection)


async def _check_references(connection: AsyncConnection) -> None:
    """Refuse a schema in which something refers to nothing."""
    if connection.dialect.name != "sqlite":
        return
    found = await connection.exec_driver_sql("PRAGMA foreign_key_check")
    broken = sorted({row[0] for row in found})
    if broken:
        raise ConfigurationError(f"references to nothing in {', '.join(broken)}")


def _upgrade_connection(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(Path(*migrations.__path__)))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set WAL, waiting and foreign keys; leave BEGIN to ``_begin_sqlite``."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin as a writer unless told otherwise.

    A transaction that reads first and writes later can not wait for its turn: SQLite
    answers it "database is locked" at once. One that begins as a writer waits.
    """
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
