"""Engines, sessions and the unit of work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

from helpdesk import inline, schema, statements
from helpdesk.config import Settings
from helpdesk.errors import Refused
from helpdesk.keys import load_keys
from helpdesk.pool import Pool, ask_the_rested
from helpdesk.sealing import Sealer, install
from observe.metrics import LOCK_WAIT, timed

BUSY_SECONDS = 15.0  # far above any transaction here; a crash frees the lock
AFTER_COMMIT = "after_commit"
CONNECTIONS = 15
"""Of one process to PostgreSQL at most. One that was opened stays: SQLAlchemy would
close all above its fifth after each use, and opening one costs as much as a turn."""

CONNECTION_LIVES = 300
"""Seconds: PostgreSQL remembers each statement's plan as long as the connection lives,
and those with a list of keys are as many as there are lengths of lists."""

AWAY_PAUSE = 0.2  # seconds between two tries while nobody answers
GONE = ("08", "57P")  # SQLSTATE: connections that broke; shutting down, starting up
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
        hide_parameters=True,  # an error's text goes into logs
        **_manners(url),
    )
    if settings.is_production:
        ask_the_rested(engine.sync_engine)
    statements.watch(engine.sync_engine)
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
        settings = {"jit": "off"}
        return {
            "poolclass": Pool,
            "pool_size": CONNECTIONS,
            "max_overflow": 0,
            "pool_use_lifo": True,
            "pool_recycle": CONNECTION_LIVES,
            "connect_args": {"server_settings": settings},
        }
    if url.get_backend_name() != "sqlite" or not url.database:
        return {}
    connect = inline.connector(url.database, wait=BUSY_SECONDS)
    return {"poolclass": Pool, "async_creator": connect}


class OneByOne:
    """A lock that tells how long it is waited for."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waits = LOCK_WAIT.labels("sqlite")

    async def __aenter__(self) -> None:
        with timed(self._waits):
            await self._lock.acquire()

    async def __aexit__(self, *_raised: object) -> None:
        self._lock.release()


def create_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Make the factory that is handed to every edge.

    SQLite has one writer at a time and lets the others guess when to try again; in
    one process they take turns instead, first come, first served.
    """
    one_by_one = engine.dialect.name == "sqlite"
    turns = OneByOne() if one_by_one else nullcontext()
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
        for tell in session.info.pop(AFTER_COMMIT, ()):
            tell()


def after_commit(session: AsyncSession, tell: Callable[[], None]) -> None:
    """Tell operators of something as soon as it holds; what is rolled back did not."""
    session.info.setdefault(AFTER_COMMIT, []).append(tell)


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


@asynccontextmanager
async def glance(
    sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[AsyncSession]:
    """Give a session for one question; on PostgreSQL that needs no transaction.

    Who looks again and again whether there is something to do saves two calls of three.
    """
    async with sessions() as session:
        alone = session.get_bind().dialect.name == "postgresql"
        how = {"isolation_level": "AUTOCOMMIT"} if alone else {"read_only": True}
        await session.connection(execution_options=how)
        yield session


async def patiently[T](work: Callable[[], Awaitable[T]], *, until: float) -> T:
    """Do a unit of work; while the database is away for a moment do it again.

    A PostgreSQL that restarts is back within seconds, and who wrote to us can wait
    so long. The work must be one that finds what it did before: an answer to a
    commit may be lost with the connection. `until` is a time of the running loop.
    """
    clock = asyncio.get_running_loop().time
    while True:
        try:
            return await work()
        except (DBAPIError, OSError) as error:
            if not is_away(error) or clock() + AWAY_PAUSE >= until:
                raise
        await asyncio.sleep(AWAY_PAUSE)


def is_away(error: Exception) -> bool:
    """Tell whether nobody answers for the database, or it is starting or stopping."""
    if isinstance(error, OSError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None) or ""
    return state.startswith(GONE)


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
    """Bring the schema to the newest revision; safe when several processes try at once.

    Raises:
        SchemaBusy: Others held a table, or migrated themselves, for too long.
    """
    run_in_thread(lambda: _upgrade(settings))


def run_in_thread[T](work: Callable[[], Coroutine[None, None, T]]) -> T:
    """Run a coroutine to its end from plain code, inside a running loop or not."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(work())).result()


async def _upgrade(settings: Settings) -> None:
    engine = create_engine(settings)
    try:
        await schema.upgrade(engine)
    finally:
        await engine.dispose()


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
