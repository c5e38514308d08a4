"""SQLite's own copying: one moment of the records, while everybody goes on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from helpdesk.database import BUSY_SECONDS
from helpdesk.errors import BackupFault

FILE = "records.db"


def copy(records: Path, into: Path) -> None:
    """Copy the records in one step: with the log it stops nobody from writing."""
    into.touch(mode=0o600)
    with _opened(records) as source, _opened(into) as target:
        source.backup(target)


def settle(copy: Path) -> None:
    """Leave one file: no log stands beside a copy."""
    with _opened(copy) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def check(file: Path) -> None:
    """Let SQLite look through a whole file.

    Raises:
        BackupFault: It is damaged.
    """
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            [(told,)] = opened.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupFault(f"{file} is damaged: {error}") from None
    if told != "ok":
        raise BackupFault(f"{file} is damaged: {told}")


def put_aside(records: Path, name: str) -> None:
    """Rename records that nobody uses.

    Raises:
        BackupFault: Somebody has them open.
    """
    try:
        with closing(sqlite3.connect(records, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # only who is alone can
    except sqlite3.OperationalError:
        raise BackupFault(f"{records} is in use: stop the assistant") from None
    records.rename(records.with_name(name))


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        yield connection
