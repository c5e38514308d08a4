"""The table of dialogues: one row each, with a version that every change raises.

Several bots may know a dialogue. Whoever saves says which version he goes on from, and
whoever comes too late is refused: nothing newer is ever overwritten.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import Executable

T = TypeVar("T")
Asked = dict[str, Any] | None

CONNECTIONS = 4
"""Of one bot to PostgreSQL; a turn needs one for a millisecond."""

TABLE_LOCK = 12352
"""An advisory lock of PostgreSQL: bots that start together make the table once."""

# A commit does not wait for the disk: should PostgreSQL itself crash, the last second's
# dialogues go on one question earlier. What was said is on record with the gateway.
MANNERS = "-c synchronous_commit=off -c statement_timeout=2500 -c lock_timeout=2000"
PATIENCE = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "options": MANNERS,
    "application_name": "gonghui-bot",
}

metadata = sa.MetaData()
dialogues = sa.Table(
    "dialogues",
    metadata,
    sa.Column("sender", sa.String(128), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False, index=True),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
)


class OvertakenError(Exception):
    """Somebody else has changed the dialogue meanwhile."""


@dataclass(frozen=True)
class Row:
    """A dialogue as it was found; no events where the version is the one known."""

    version: int
    events: str | None


class Dialogues:
    """Reads and writes the table; of PostgreSQL in threads, for it may be slow."""

    def __init__(self, url: str) -> None:
        """Take an SQLAlchemy address; nothing is opened before the first message."""
        self._engine = _engine(sa.engine.make_url(url))
        self.is_shared = self._engine.dialect.name == "postgresql"
        self._threads = ThreadPoolExecutor(CONNECTIONS) if self.is_shared else None
        self._is_made = False
        self._find, self._keep = _statements(self.is_shared)

    async def find(self, sender: str, *, known: int = -1) -> Row | None:
        """Return a dialogue, without its events where the version is known."""
        return await self._do(lambda: self._found(sender, known))

    async def keep(self, sender: str, events: str, *, after: int) -> int:
        """Write a dialogue that goes on from a version, and return the new one.

        Raises:
            OvertakenError: The version on record is another.
        """
        return await self._do(lambda: self._kept(sender, events, after))

    async def senders(self) -> Iterable[str]:
        """Return every sender on record."""
        return await self._do(self._listed)

    async def check(self) -> None:
        """Make sure that the database answers."""
        await self._do(self._listens)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
        if self._threads is not None:
            self._threads.shutdown()

    async def _do(self, work: Callable[[], T]) -> T:
        if self._threads is None:
            return self._prepared(work)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._prepared, work)

    def _prepared(self, work: Callable[[], T]) -> T:
        if not self._is_made:
            with _whole(self._engine).begin() as connection:
                _make(connection)
            self._is_made = True
        return work()

    def _found(self, sender: str, known: int) -> Row | None:
        rows = self._read(self._find, {"of": sender, "known": known})
        return Row(rows[0].version, rows[0].events) if rows else None

    def _kept(self, sender: str, events: str, after: int) -> int:
        now = time.time()
        # Counted from the moment it began: one that was forgotten and began anew is
        # taken for the old one by no bot that still has that at hand.
        version = after + 1 if after else int(now * 1_000_000)
        written = {
            "sender": sender,
            "events": events,
            "saved_at": now,
            "version": version,
            "after": after,
        }
        with self._engine.begin() as connection:
            if connection.execute(self._keep, written).rowcount != 1:
                raise OvertakenError
        return version

    def _listed(self) -> list[str]:
        return [row.sender for row in self._read(sa.select(dialogues.c.sender))]

    def _listens(self) -> None:
        self._read(sa.select(sa.literal(1)))

    def _read(self, statement: Executable, asked: Asked = None) -> list[Any]:
        """Ask; once more where the connection had been cut since it was used last.

        A turn reads first: its writing finds connections that are whole.
        """
        try:
            return self._rows(statement, asked)
        except sa.exc.DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return self._rows(statement, asked)

    def _rows(self, statement: Executable, asked: Asked) -> list[Any]:
        with self._engine.connect() as connection:
            return connection.execute(statement, asked or {}).all()


def _statements(is_shared: bool) -> tuple[Any, Any]:
    """Write both statements once: a turn has neither the time nor the need."""
    of, after = sa.bindparam("of"), sa.bindparam("after")
    is_known = dialogues.c.version == sa.bindparam("known")
    events = sa.case((is_known, None), else_=dialogues.c.events)
    find = sa.select(dialogues.c.version, events.label("events")).where(
        dialogues.c.sender == of
    )
    names = ("sender", "events", "saved_at", "version")
    new = (postgresql if is_shared else sqlite).insert(dialogues)
    new = new.values({name: sa.bindparam(name) for name in names})
    changed = {name: new.excluded[name] for name in names[1:]}
    keep = new.on_conflict_do_update(
        index_elements=[dialogues.c.sender],
        set_=changed,
        where=dialogues.c.version == after,
    )
    return find, keep


def _whole(engine: sa.engine.Engine) -> sa.engine.Engine:
    """Return the engine as one whose statements hold together or not at all."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="READ COMMITTED")
    return engine


def _make(connection: sa.engine.Connection) -> None:
    """Make the table, or add what an older one lacks."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(TABLE_LOCK)))
    metadata.create_all(connection)
    names = {
        column["name"] for column in sa.inspect(connection).get_columns("dialogues")
    }
    if "version" not in names:
        added = "ALTER TABLE dialogues ADD COLUMN version BIGINT NOT NULL DEFAULT 0"
        connection.execute(sa.text(added))


def _engine(url: sa.engine.URL) -> sa.engine.Engine:
    """Open a database; of a file one connection, for all happens in one thread."""
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url.set(drivername="postgresql+psycopg2"),
            # Each question here is one statement: nothing is begun, nothing committed.
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=2,
            hide_parameters=True,  # an error's text goes into logs
            connect_args=PATIENCE,
        )
    engine = sa.create_engine(url, poolclass=sa.pool.StaticPool, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def _be_quick(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA secure_delete = ON")  # what was said is overwritten

    return engine
