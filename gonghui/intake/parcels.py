"""What goes to a worker and comes back: some files, and what was made of them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpdesk.transcripts import Original

if TYPE_CHECKING:
    import pyarrow as pa

    from helpdesk.transcripts.records import Kept

FILES = 100  # about two thousand turns: a second or two of a worker's time
BYTES = 4_000_000
"""Of both, whatever comes first: what waits in memory is counted in parcels."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class File:
    """A file with its digest, which is reckoned once."""

    original: Original
    digest: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some files, pickled, so that no log of a worker can show them."""

    number: int
    packed: bytes = field(repr=False)

    @classmethod
    def of(cls, number: int, files: Sequence[Original]) -> Parcel:
        """Pack files."""
        return cls(number, pickle.dumps(list(files), pickle.HIGHEST_PROTOCOL))

    def files(self) -> list[Original]:
        """Unpack them."""
        files: list[Original] = pickle.loads(self.packed)  # noqa: S301 - packed by us
        return files


@dataclass(frozen=True, slots=True)
class Rows:
    """Calls and their turns as tables, masked; a call is still named by its digest."""

    calls: pa.Table
    turns: pa.Table


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a parcel."""

    kept: Sequence[Kept] = field(repr=False)
    refused: Sequence[Refused] = field(repr=False)
    rows: Rows | None = field(default=None, repr=False)


def together(parts: Sequence[Made]) -> Made:
    """Put together what was made of the files of a parcel one by one."""
    kept = [kept for part in parts for kept in part.kept]
    refused = [refused for part in parts for refused in part.refused]
    rows = [part.rows for part in parts if part.rows]
    return Made(kept, refused, joined(rows) if rows else None)


def joined(parts: Sequence[Rows]) -> Rows:
    """Put tables together."""
    import pyarrow as pa  # takes a while to load

    return Rows(
        pa.concat_tables([part.calls for part in parts]),
        pa.concat_tables([part.turns for part in parts]),
    )


def handfuls(found: Iterable[File | Refused]) -> Iterator[list[File | Refused]]:
    """Put files together, so many as one worker takes at once."""
    some, size = list[File | Refused](), 0
    for each in found:
        length = len(each.original.data) if isinstance(each, File) else 0
        if some and (len(some) == FILES or size + length > BYTES):
            yield some
            some, size = [], 0
        some.append(each)
        size += length
    if some:
        yield some
