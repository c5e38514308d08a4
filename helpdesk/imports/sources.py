"""Files as a stream of chunks: what kind they are, and where to go on."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from helpdesk.imports.columns import Header

CHUNK_ROWS = 4_000
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run stands: the last row dealt with, and where the next begins."""

    row: int = 1
    next_byte: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows on their way to a worker process.

    A text file's rows travel as they are: to decode them is the workers' part.
    """

    first_row: int
    end: Position
    records: Sequence[bytes | list[str]]


class Source(Protocol):
    """A file that is read in chunks."""

    path: Path
    header: Header
    encoding: str
    delimiter: str

    def chunks(self, after: Position) -> Iterator[Chunk]:
        """Yield what comes after a position."""

    def share(self, position: Position) -> float:
        """Return how much of the file lies before a position, 0 to 1."""


def digest(path: Path) -> str:
    """Return the SHA-256 that tells one file from another."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
