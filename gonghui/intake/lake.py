"""A folder of Parquet files: `calls/` and `turns/`, in parts of one parcel each.

A part is written beside its place and then moved there, the turns before the calls: a
call is in the folder when its row in `calls/` is. Whatever a kill leaves over (half a
file, turns without their calls) is swept away when the folder is opened next, and the
calls of that part, which are in the records already, are written again.
"""

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gonghui.intake.parcels import Rows
from gonghui.intake.words import say
from helpdesk.errors import ConfigurationError
from helpdesk.sealing import Sealer

CALL, HALF = "parquet call", ".half"
KEY = b"gonghui.pseudonyms"
CHARACTERS = 32  # of a pseudonym: 128 bits


class Lake:
    """The folder; in it a call is known by a keyed pseudonym only."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        self._calls, self._turns = folder / "calls", folder / "turns"
        self._sealer = sealer
        self._key = sealer.digest("", purpose=CALL).hex()[:CHARACTERS]
        for place in (self._calls, self._turns):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        self._known = self._read()

    def __contains__(self, digest: str) -> bool:
        """Tell whether the call of a file is in the folder."""
        return self._pseudonym(digest) in self._known

    def add(self, rows: Rows, *, without: Collection[str] = ()) -> None:
        """Write the calls that are not in the folder yet, all or none of them.

        Those whose callers had them deleted are left out.
        """
        digests = (d for d in rows.calls["call"].to_pylist() if d not in without)
        new = {d: self._pseudonym(d) for d in digests if d not in self}
        if not new:
            return
        name = f"{min(new.values())}.parquet"
        self._write(self._turns / name, _renamed(rows.turns, new))
        self._write(self._calls / name, _renamed(rows.calls, new))
        self._known.update(new.values())

    def _pseudonym(self, digest: str) -> str:
        return self._sealer.digest(digest, purpose=CALL).hex()[:CHARACTERS]

    def _sweep(self) -> None:
        for place in (self._calls, self._turns):
            _remove(place.glob(f"*{HALF}"))
        whole = {path.name for path in self._calls.glob("*.parquet")}
        turns = self._turns.glob("*.parquet")
        _remove(path for path in turns if path.name not in whole)

    def _read(self) -> set[str]:
        """Return the calls that are here.

        Raises:
            ConfigurationError: Their names were made with another key.
        """
        known = set[str]()
        for path in self._calls.glob("*.parquet"):
            with pq.ParquetFile(path) as file:
                key = (file.schema_arrow.metadata or {}).get(KEY, b"")
                if key.decode() != self._key:
                    raise ConfigurationError(say("other_keys"))
                known.update(file.read(["call"])["call"].to_pylist())
        return known

    def _write(self, path: Path, table: pa.Table) -> None:
        half = path.with_name(f"{path.name}{HALF}")
        table = table.replace_schema_metadata({KEY: self._key.encode()})
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)


def _renamed(table: pa.Table, names: dict[str, str]) -> pa.Table:
    """Keep the rows of these calls, and call them by their pseudonyms."""
    calls = table["call"].to_pylist()
    kept = table.filter(pa.array([call in names for call in calls], pa.bool_()))
    pseudonyms = pa.array([names[c] for c in calls if c in names], pa.string())
    return kept.set_column(0, "call", pseudonyms)


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        with suppress(FileNotFoundError):
            path.unlink()
