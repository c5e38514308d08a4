"""The rejects file: for the officer who corrects the rows and takes them in again.

It holds personal data, as the file it comes from does: only its owner may read it.
Its first columns are no headers that an import knows, so the corrected file can be
taken in as it is.
"""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from helpdesk.imports.faults import Rejected
from helpdesk.imports.reading import FORMULA

TOLD = ("行号", "有误的列", "原因", "改法")
SHOWN = 200  # characters of a cell


class RejectsFile:
    """A CSV file that grows with the run and can be cut back to a commit."""

    def __init__(self, path: Path, header: Sequence[str], *, size: int) -> None:
        self.path = path
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.fchmod(handle, 0o600)
        self._file = os.fdopen(handle, "r+b")
        self._file.truncate(size)
        self._file.seek(0, os.SEEK_END)
        self._header = (*TOLD, *header)

    def add(self, rejected: Sequence[Rejected]) -> int:
        """Write rows for good and return the file's size."""
        if rejected:
            text = io.StringIO()
            writer = csv.writer(text)
            if not self._file.tell():
                text.write("\ufeff")  # Excel would take it for GBK
                writer.writerow(self._header)
            writer.writerows(map(_line, sorted(rejected, key=lambda one: one.row)))
            self._file.write(text.getvalue().encode("utf-8", "replace"))
            self._file.flush()
            os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        """Close; a file without rows goes away."""
        size = self._file.tell()
        self._file.close()
        if not size:
            self.path.unlink(missing_ok=True)


def _line(rejected: Rejected) -> list[str]:
    faults = rejected.faults
    titles = dict.fromkeys(fault.title for fault in faults if fault.title)
    reasons = (f"{fault.title}{fault.why}" for fault in faults)
    remedies = dict.fromkeys(fault.remedy for fault in faults)
    told = (str(rejected.row), "、".join(titles) or "整行")
    cells = (harmless(cell[:SHOWN]) for cell in rejected.cells)
    return [*told, "；".join(reasons), "；".join(remedies), *cells]


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running a cell.

    >>> harmless("=1+1"), harmless("王小明")
    ("'=1+1", '王小明')
    """
    return f"'{cell}" if cell.lstrip().startswith((*FORMULA, "\t")) else cell
