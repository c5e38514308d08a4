"""Text tables: encoding, delimiter, and records in chunks with their byte offsets.

The encoding is tried, not guessed: UTF-8 forbids most byte sequences, so that a file
which decodes as UTF-8 to its end is UTF-8; what does not is GB18030, of which GBK is a
part. Statistical detection can only be less sure between these two.
"""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from helpdesk.imports.columns import known_headers, read_header
from helpdesk.imports.faults import refuse_file
from helpdesk.imports.sources import BLOCK, Chunk, Position
from helpdesk.models.imports import ImportKind

DELIMITERS = ",\t;，"
MOST_BYTES = 4 << 20  # of one line; a cell of 1 MB is still read, and told
MOST_JOINED = 20  # lines of one record, when a quoted cell holds line breaks


class TextSource:
    """A CSV file in UTF-8 or GB18030."""

    def __init__(self, path: Path, kind: ImportKind, rows: int) -> None:
        self.path, self.rows = path, rows
        self.size = path.stat().st_size
        self.encoding = detect_encoding(path)
        with path.open("rb") as file:
            first = next(records(file))
            self.begin = file.tell()
        line = first.decode(self.encoding, "replace")
        self.delimiter = max(
            DELIMITERS, key=lambda mark: known_headers(kind, _cells(line, mark))
        )
        self.header = read_header(kind, _cells(line, self.delimiter))
        if self.begin >= self.size:
            refuse_file("no_rows")

    def chunks(self, after: Position) -> Iterator[Chunk]:
        """Yield the records after a position, as bytes."""
        with self.path.open("rb") as file:
            file.seek(after.next_byte or self.begin)
            row, some = after.row, list[bytes]()
            for record in records(file):
                some.append(record)
                if len(some) == self.rows:
                    yield Chunk(row + 1, Position(row + len(some), file.tell()), some)
                    row, some = row + len(some), []
            if some:
                yield Chunk(row + 1, Position(row + len(some), file.tell()), some)

    def share(self, position: Position) -> float:
        """Return the share of the bytes before a position."""
        return position.next_byte / self.size


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file.

    One bad byte does not make a UTF-8 file another one: if the begin is UTF-8 with
    Chinese in it, so is the rest, and the bad row is told.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        begin = file.readline(BLOCK)
        file.seek(0)
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "utf-8-sig" if _is_utf8(begin) else "gb18030"
    return "utf-8-sig"


def records(file: BinaryIO) -> Iterator[bytes]:
    """Yield the records of a table: lines, or several where a quoted cell goes on.

    A quote that nobody closes spoils its own line only.
    """
    while line := _line(file):
        if line.count(b'"') % 2:
            at = file.tell()
            whole = _joined(file, line)
            if whole is None:
                file.seek(at)
            line = whole or line
        yield line


def _joined(file: BinaryIO, line: bytes) -> bytes | None:
    """Add lines until the quotes are in pairs; None if that does not happen soon."""
    for _ in range(MOST_JOINED):
        more = _line(file)
        line += more
        if not more or len(line) > MOST_BYTES:
            return None
        if more.count(b'"') % 2:
            return line
    return None


def _line(file: BinaryIO) -> bytes:
    """Read a line; of one that is too long only the begin, so that memory is safe."""
    line = part = file.readline(MOST_BYTES + 1)
    while len(part) > MOST_BYTES and not part.endswith(b"\n"):
        part = file.readline(MOST_BYTES + 1)
    return line


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])


def _is_utf8(line: bytes) -> bool:
    try:
        return not line.decode("utf-8-sig").isascii()
    except UnicodeDecodeError:
        return False
