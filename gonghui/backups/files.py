"""The sealed files beside the records, copied with their digests.

A file never changes once it is there. So what the backup before holds already is
linked, not copied: a night costs what came that day.
"""

import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from helpdesk import spool
from helpdesk.backups import Filed
from helpdesk.errors import BackupFault
from helpdesk.evidence import vault

FOLDERS = (vault.FOLDER, spool.FOLDER)
"""What was sent for tickets, and what was handed in and is not read yet. Exports are
asked for again; the bot's dialogues live for minutes and are in the clear."""

CHUNK = 1 << 20


class Copier:
    """Copies the files of a data directory into a backup; may be asked again."""

    def __init__(
        self,
        data_dir: Path,
        into: Path,
        before: Path | None,
        known: Mapping[str, Filed],
    ) -> None:
        self._data_dir = data_dir
        self._into = into
        self._before = before
        self._known = known
        self.copied: dict[str, Filed] = {}

    def copy(self) -> None:
        """Copy what is not copied yet; what is deleted meanwhile is not missed."""
        for file in sealed_files(self._data_dir):
            name = file.relative_to(self._data_dir).as_posix()
            if name in self.copied:
                continue
            try:
                self.copied[name] = self._linked(file, name) or self._copy(file, name)
            except FileNotFoundError:
                continue

    def _linked(self, file: Path, name: str) -> Filed | None:
        """Link to the backup before, where it has the very file."""
        if self._before is None or name not in self._known:
            return None
        here, there = file.stat(), (self._before / name).stat()
        if (here.st_size, here.st_mtime_ns) != (there.st_size, there.st_mtime_ns):
            return None
        target = _place(self._into, name)
        try:
            os.link(self._before / name, target)
        except OSError:  # another disk, or one that knows no links
            return None
        return self._known[name]

    def _copy(self, file: Path, name: str) -> Filed:
        return copy(file, _place(self._into, name))


def sealed_files(data_dir: Path) -> Iterator[Path]:
    """Yield every sealed file that records refer to; drafts are nobody's yet."""
    for folder in FOLDERS:
        yield from sorted((data_dir / folder).rglob("*.sealed"))


def copy(file: Path, target: Path) -> Filed:
    """Copy one file with its time, readable by its owner alone."""
    with file.open("rb") as source:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as written:
            digest = sha256()
            for chunk in _chunks(source):
                digest.update(chunk)
                written.write(chunk)
        times = os.fstat(source.fileno())
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
    return Filed(times.st_size, digest.hexdigest())


def measured(folder: Path) -> dict[str, Filed]:
    """Return every file below a folder, by its path, with size and digest."""
    return {
        file.relative_to(folder).as_posix(): measure(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def check(folder: Path, expected: Mapping[str, Filed]) -> None:
    """Compare a backup's files with its manifest.

    Raises:
        BackupFault: One is missing or is not what was written.
    """
    for name, filed in expected.items():
        file = folder / name
        if not file.is_file():
            raise BackupFault(f"{file} is missing")
        if measure(file) != filed:
            raise BackupFault(f"{file} is damaged: it is not what was written")


def bring_back(backup: Path, data_dir: Path, names: Mapping[str, Filed]) -> int:
    """Copy sealed files out of a backup; return how many were not there."""
    brought = 0
    for name in names:
        if name.partition("/")[0] not in FOLDERS or (data_dir / name).exists():
            continue
        copy(backup / name, _place(data_dir, name))
        brought += 1
    return brought


def measure(file: Path) -> Filed:
    """Return a file's size and digest."""
    digest, size = sha256(), 0
    with file.open("rb") as opened:
        for chunk in _chunks(opened):
            digest.update(chunk)
            size += len(chunk)
    return Filed(size, digest.hexdigest())


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _place(root: Path, name: str) -> Path:
    target = root / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return target
