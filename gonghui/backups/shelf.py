"""The folder where backups stand: each whole or not there at all."""

import fcntl
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.errors import BackupFault

NAME = re.compile(r"gonghui-\d{8}T\d{6}Z(-\d+)?")
DRAFT = ".incomplete-"
LOCK = ".lock"


def listed(shelf: Path) -> list[Path]:
    """Return the whole backups, the oldest first."""
    if not shelf.is_dir():
        return []
    return sorted(each for each in shelf.iterdir() if NAME.fullmatch(each.name))


def find(shelf: Path, name: str) -> Path:
    """Return a backup by its name, its path, or as the `latest`.

    Raises:
        BackupFault: There is none.
    """
    if name == "latest":
        found = listed(shelf)[-1:]
    else:
        found = [path for path in (Path(name), shelf / name) if path.is_dir()]
    if not found:
        raise BackupFault(f"there is no backup {name} in {shelf}")
    return found[0]


@contextmanager
def new(shelf: Path, *, at: datetime) -> Iterator[Path]:
    """Give a folder to fill; it takes its name when it is whole, or goes.

    Raises:
        BackupFault: Another backup is being made, or the disk is full.
    """
    try:
        shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _one_at_a_time(shelf):
            _sweep(shelf)
            name = _free_name(shelf, at)
            draft = shelf / f"{DRAFT}{name}"
            draft.mkdir(mode=0o700)
            try:
                yield draft
                os.sync()  # before the name says that it is whole
                draft.rename(shelf / name)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BackupFault(
            f"{why or type(error).__name__} ({shelf}): nothing was kept; make room "
            "there, or `gonghui backups prune`"
        ) from error


def prune(shelf: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest backups; return those that went."""
    gone = listed(shelf)[:-keep] if keep else []
    for backup in gone:
        shutil.rmtree(backup)
    return gone


@contextmanager
def _one_at_a_time(shelf: Path) -> Iterator[None]:
    with (shelf / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFault(f"another backup is being made in {shelf}") from None
        yield


def _sweep(shelf: Path) -> None:
    """Remove what a killed backup left; its maker is gone, we have the lock."""
    for left in shelf.glob(f"{DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)


def _free_name(shelf: Path, at: datetime) -> str:
    name = f"gonghui-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    again = 1
    while (shelf / name).exists():
        again += 1
        name = f"{name.partition('Z')[0]}Z-{again}"
    return name
