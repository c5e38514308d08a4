"""The schema: where it stands, and how it moves while everybody goes on working.

On PostgreSQL each revision is a transaction of its own that waits for a lock only
briefly: whoever asks after it would wait behind it. What could not be locked is tried
again. See docs/decisions/0038.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

import migrations
from helpdesk.errors import ConfigurationError, SchemaBusy

logger = logging.getLogger(__name__)

MIGRATION_LOCK = 12351  # an arbitrary advisory lock number, the hotline's
LOCK_SECONDS = 3.0  # as long as a worker's message may wait behind a migration
TRIES, PAUSE = 20, 3.0
PATIENCE = 600.0  # seconds for another process that is migrating
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the schema; `contract` names the release that must run everywhere."""

    name: str
    does: str
    contract: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a database's schema stands beside the newest revision of this program."""

    current: str | None
    head: str
    pending: tuple[Revision, ...]

    @property
    def is_newer(self) -> bool:
        """Tell whether a newer program has migrated this database."""
        return self.current is not None and self.current > self.head


def head() -> str:
    """Return the newest revision that this program knows."""
    return _standing(None).head


async def standing(engine: AsyncEngine) -> Standing:
    """Look where the schema stands."""
    async with engine.connect() as connection:
        return _standing(await connection.run_sync(_current))


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the schema to the newest revision; a newer one is left as it is.

    The program before must be able to start again after this one has migrated.
    """
    if engine.dialect.name == "postgresql":
        async with _alone(engine):
            await _upgrade_by_steps(engine)
    elif not await _is_newer(engine):
        async with schema_change(engine) as connection:
            await connection.run_sync(_migrate)


async def _is_newer(engine: AsyncEngine) -> bool:
    found = await standing(engine)
    if found.is_newer:
        logger.warning(
            "the schema (%s) is newer than this program (%s): it is left as it is",
            found.current,
            found.head,
        )
    return found.is_newer


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


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[None]:
    """Let one process migrate at a time.

    It asks again and again: a statement that waits inside the database would hold up
    an index that is made beside running work (CREATE INDEX CONCURRENTLY) for ever.
    """
    async with engine.connect() as plain:
        guard = await plain.execution_options(isolation_level="AUTOCOMMIT")
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await guard.scalar(
            text(f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})")
        ):
            if asyncio.get_running_loop().time() > deadline:
                raise SchemaBusy("another process has been migrating for too long")
            await asyncio.sleep(0.2)
        try:
            yield
        finally:
            await guard.execute(text(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})"))


async def _upgrade_by_steps(engine: AsyncEngine) -> None:
    """Run each revision in its own transaction; who holds its table is waited for."""
    if await _is_newer(engine):
        return
    for left in reversed(range(TRIES)):
        try:
            async with engine.connect() as connection:
                await connection.execute(
                    text(f"SET lock_timeout = {round(LOCK_SECONDS * 1000)}")
                )
                await connection.commit()  # Alembic begins each revision itself
                await connection.run_sync(_migrate)
                await connection.commit()
            return
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            logger.warning("a table is held by others; %d tries are left", left)
        await asyncio.sleep(PAUSE)
    raise SchemaBusy(
        f"a table stayed locked for {TRIES} tries of {LOCK_SECONDS:g} s: "
        "end the long transaction (pg_stat_activity), then `gonghui db upgrade`"
    )


def _migrate(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _standing(current: str | None) -> Standing:
    scripts = ScriptDirectory.from_config(_config())
    steps = reversed(list(scripts.walk_revisions()))
    head = scripts.get_current_head() or ""
    pending = (step for step in steps if current is None or step.revision > current)
    return Standing(current, head, tuple(_told(step) for step in pending))


def _told(step: Script) -> Revision:
    """Return a revision with the first line of its file, without its number."""
    does = step.doc.partition(": ")[2] or step.doc
    return Revision(step.revision, does, getattr(step.module, "contract", None))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(*migrations.__path__)))
    return config
