"""The data directory and the backups: whose they are, and whether there is room."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from gonghui.backups import shelf
from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk import clock
from helpdesk.backups.manifest import read
from helpdesk.config import Settings
from helpdesk.errors import BackupFault
from helpdesk.keys import FILE_NAME

LEAST, LITTLE = 1e9, 5e9  # bytes
LATE_HOURS = 26  # a night, and what the backup itself takes
PRIVATE = 0o077


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the data directory, then at the backups."""
    folder = settings.data_dir
    if not folder.is_dir():
        yield wrong(f"{folder} is no folder", "make it, or set GONGHUI_DATA_DIR")
        return
    yield _owned(folder)
    yield _room(folder)
    if (folder / FILE_NAME).exists():
        yield _keys(folder / FILE_NAME)
    yield _backups(settings)


def _owned(folder: Path) -> Finding:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return wrong(
            f"{folder} can not be written to",
            f"`chown` it to the user of the processes, here {os.geteuid()}",
        )
    if folder.stat().st_mode & PRIVATE:
        return doubtful(
            f"others on this machine may look into {folder}", f"`chmod 700 {folder}`"
        )
    return fine(f"{folder} is this user's alone")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free for {folder}"
    if free < LEAST:
        return wrong(told, "make room now: with a full disk nothing is accepted")
    if free < LITTLE:
        return doubtful(told, "make room, or give it a larger disk")
    return fine(told)


def _keys(file: Path) -> Finding:
    if file.stat().st_mode & PRIVATE:
        return wrong(f"others may read {file}", f"`chmod 600 {file}`")
    return fine(f"{file} is this user's alone; keep a copy elsewhere, no backup has it")


def _backups(settings: Settings) -> Finding:
    place = settings.backups
    newest = next(iter(reversed(shelf.listed(place))), None)
    if newest is None:
        say = wrong if settings.is_production else doubtful
        return say(f"no backup in {place}", "`gonghui backup`, every night")
    try:
        hours = (clock.now() - read(newest).made_at).total_seconds() / 3600
    except BackupFault as error:
        return wrong(str(error), "`gonghui backup`; find out what changes files there")
    told = f"the newest backup is {hours:.0f} hours old"
    if hours > LATE_HOURS:
        return wrong(told, "look at its timer's log; `gonghui backup`")
    if settings.is_production and _one_disk(place, settings.data_dir):
        return doubtful(
            f"{told}, and on the disk of the data",
            "set GONGHUI_BACKUP_DIR to another disk, or carry backups away",
        )
    return fine(told)


def _one_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev
