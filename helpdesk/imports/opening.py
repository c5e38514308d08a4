"""Opening a file as what it is."""

from pathlib import Path

from helpdesk.imports.faults import refuse_file
from helpdesk.imports.sources import BLOCK, CHUNK_ROWS, Source
from helpdesk.imports.text import TextSource
from helpdesk.models.imports import ImportKind

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def open_source(path: Path, kind: ImportKind, *, rows: int = CHUNK_ROWS) -> Source:
    """Look at a file's first bytes and open it as what it is, whatever its name says.

    Raises:
        UnreadableFile: It is empty, broken, of a kind we do not read, or its header
            is not that of this kind.
    """
    with path.open("rb") as file:
        begin = file.read(BLOCK)
    if not begin.strip(b"\xef\xbb\xbf \t\r\n"):
        refuse_file("empty_file")
    if begin.startswith(OLE):
        refuse_file("old_xls")
    if begin.startswith(UTF16):
        refuse_file("utf16")
    if begin.startswith(ZIP):
        from helpdesk.imports.workbook import WorkbookSource  # openpyxl is heavy

        return WorkbookSource(path, kind, rows)
    if b"\0" in begin:
        refuse_file("binary")
    return TextSource(path, kind, rows)
