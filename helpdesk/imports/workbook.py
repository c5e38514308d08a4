"""XLSX tables, read row by row.

Measured with 200,000 rows of 14 columns on the busy two cores of the day: openpyxl's
read-only mode 66 s and 56 MB whatever the length; python-calamine 4.5 s and 298 MB,
which grows with the file because it holds the whole sheet. Bounded memory wins here;
whoever has a million rows writes CSV, and a sheet ends at 1,048,576.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl.reader import excel

from helpdesk.imports.columns import read_header
from helpdesk.imports.faults import refuse_file
from helpdesk.imports.sources import Chunk, Position
from helpdesk.models.imports import ImportKind

MOST_MEGABYTES = 2048  # unpacked; more is no table but a trap
MOST_STRINGS_MEGABYTES = 64  # the shared strings are held in memory
STRINGS = "xl/sharedStrings.xml"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,
    KeyError,
    IndexError,
)
_load: Callable[..., Any] = excel.load_workbook  # openpyxl has no types


class WorkbookSource:
    """The first sheet of an XLSX file."""

    encoding = "xlsx"
    delimiter = ","

    def __init__(self, path: Path, kind: ImportKind, rows: int) -> None:
        self.path, self.chunk_rows = path, rows
        _refuse_broken(path)
        with _sheet(path) as sheet:
            self.rows = sheet.max_row or 0
            first = list(islice(sheet.iter_rows(values_only=True), 2))
        cells = [_text(value) for value in first[0]] if first else []
        if not any(cells):
            refuse_file("empty_file")
        self.header = read_header(kind, cells)
        if len(first) == 1:
            refuse_file("no_rows")

    def chunks(self, after: Position) -> Iterator[Chunk]:
        """Yield the rows after a position, as texts."""
        with _sheet(self.path) as sheet:
            rows = sheet.iter_rows(min_row=after.row + 1, values_only=True)
            row = after.row
            while some := [
                [_text(v) for v in cells] for cells in islice(rows, self.chunk_rows)
            ]:
                yield Chunk(row + 1, Position(row + len(some)), some)
                row += len(some)

    def share(self, position: Position) -> float:
        """Return the share of the rows before a position."""
        return position.row / self.rows if self.rows else 0.0


def _refuse_broken(path: Path) -> None:
    """Look at the archive's table of contents before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
    except zipfile.BadZipFile:
        refuse_file("broken_xlsx")
    limits = (
        (sum(sizes.values()), MOST_MEGABYTES),
        (sizes.get(STRINGS, 0), MOST_STRINGS_MEGABYTES),
    )
    for size, limit in limits:
        if size > limit << 20:
            refuse_file("xlsx_too_large", limit=limit)


@contextmanager
def _sheet(path: Path) -> Iterator[Any]:
    """Open the first sheet; whatever openpyxl stumbles over is a broken file."""
    with path.open("rb") as file:  # openpyxl forgets its own when it stumbles
        try:
            book = _load(file, read_only=True)
        except Exception:  # it raises KeyError, ValueError, ParseError …
            refuse_file("broken_xlsx")
        try:
            yield book.worksheets[0]
        except BROKEN:
            refuse_file("broken_xlsx")
        finally:
            book.close()


def _text(value: Any) -> str:  # noqa: ANN401 - a cell holds anything
    """Return a cell as it would stand in a text file.

    >>> _text(13800138000.0), _text(datetime(2019, 5, 1)), _text(None)
    ('13800138000', '2019-05-01', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
