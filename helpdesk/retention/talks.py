"""The bot's own file: what people wrote, in the clear, for as long as talks last."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

FILE = "rasa.db"
WAIT_SECONDS = 15.0
OLD = "DELETE FROM dialogues WHERE saved_at < ?"
OF_THREAD = "DELETE FROM dialogues WHERE sender = ?"


def forget_old(file: Path, *, before: datetime) -> int:
    """Delete finished talks and return how many went."""
    with _opened(file) as connection:
        if connection is None:
            return 0
        return connection.execute(OLD, (before.timestamp(),)).rowcount


def forget(file: Path, *, threads: Sequence[str]) -> None:
    """Delete talks by the names under which the bot knows them."""
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
