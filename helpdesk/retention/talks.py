"""The bots' own records: what people wrote, in the clear, for as long as talks last."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.retention import talks_repository as shared

WAIT_SECONDS = 15.0
OLD = "DELETE FROM dialogues WHERE saved_at < ?"
OF_THREAD = "DELETE FROM dialogues WHERE sender = ?"

OUT_OF_REACH = (sqlite3.Error, SQLAlchemyError, OSError, TimeoutError)
"""What is raised where the talks cannot be reached; a text may quote what was said."""


async def forget_old(talks: URL, *, before: datetime) -> int:
    """Delete finished talks and return how many went."""
    if talks.get_backend_name() == "postgresql":
        return await shared.delete_old(talks, before=before)
    return await asyncio.to_thread(_forget_old, _file(talks), before)


async def forget(talks: URL, *, threads: Sequence[str]) -> None:
    """Delete talks by the names under which the bots know them."""
    if talks.get_backend_name() == "postgresql":
        await shared.delete_of(talks, threads=threads)
    else:
        await asyncio.to_thread(_forget, _file(talks), threads)


def _file(talks: URL) -> Path:
    return Path(talks.database or "")


def _forget_old(file: Path, before: datetime) -> int:
    with _opened(file) as connection:
        if connection is None:
            return 0
        return connection.execute(OLD, (before.timestamp(),)).rowcount


def _forget(file: Path, threads: Sequence[str]) -> None:
    with _opened(file) as connection:
        if connection is not None:
            connection.executemany(OF_THREAD, [(thread,) for thread in threads])


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection | None]:
    """Give the file, overwriting what is deleted; none before the bot has made it."""
    if not file.is_file():
        yield None
        return
    with closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as connection:
        known = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'dialogues'"
        ).fetchone()
        if not known:
            yield None
            return
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # its log holds them too
