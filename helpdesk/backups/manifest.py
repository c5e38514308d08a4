"""What a backup says of itself; a restore believes nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from helpdesk.errors import BackupFault

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the database held at the moment of the backup."""

    kind: str
    server: str
    revision: str
    counts: Mapping[str, int]
    keys: Mapping[str, int]
    """Sealed values by the id of the key that opens them; never a key."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup: what is in it, and what opens it."""

    format: int
    made_at: datetime
    program: str
    model: str | None
    contents: Contents
    proofs: Mapping[str, str]
    files: Mapping[str, Filed]

    @property
    def size(self) -> int:
        """Return its bytes."""
        return sum(file.size for file in self.files.values())

    def write(self, folder: Path) -> None:
        """Write it into the backup's folder: the last file, it makes it whole."""
        (folder / NAME).touch(mode=0o600)
        (folder / NAME).write_bytes(_ADAPTER.dump_json(self, indent=1))


def read(folder: Path) -> Manifest:
    """Read a backup's manifest.

    Raises:
        BackupFault: There is none, or it is none of ours.
    """
    try:
        found = _ADAPTER.validate_json((folder / NAME).read_bytes())
    except OSError:
        raise BackupFault(f"{folder} is no backup: it has no {NAME}") from None
    except ValidationError:
        raise BackupFault(f"{folder / NAME} is damaged") from None
    if found.format != FORMAT:
        raise BackupFault(f"{folder} was written by another program: {found.program}")
    return found


_ADAPTER = TypeAdapter(Manifest)
