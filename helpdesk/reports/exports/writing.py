"""CSV and XLSX, written row by row into a sealed file.

openpyxl writes a sheet's rows into a temporary file in the clear before it packs them;
names and phones must not lie there, so the few parts of an XLSX are written here.
"""

import csv
import io
import zipfile
from collections.abc import Buffer, Sequence
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from helpdesk.reports.exports.asking import Form
from helpdesk.spool import Spool

BOM = "\ufeff"
"""Tells Excel that a CSV is UTF-8."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        f' ContentType="{KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


class Table(Protocol):
    """A file that takes rows."""

    def add(self, cells: Sequence[str]) -> None:
        """Write a row."""

    def finish(self) -> None:
        """Write what comes at the end."""


class Csv:
    """A CSV as Excel reads it."""

    def __init__(self, into: Spool) -> None:
        self._into = into
        self._into.write(BOM.encode())

    def add(self, cells: Sequence[str]) -> None:
        """Write a row."""
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        self._into.write(line.getvalue().encode())

    def finish(self) -> None:
        """Nothing comes at the end."""


class Xlsx:
    """A workbook of one sheet, in which every cell is text."""

    def __init__(self, into: Spool, *, sheet: str) -> None:
        self._archive = zipfile.ZipFile(_Sink(into), "w", zipfile.ZIP_DEFLATED)
        book = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>"
        )
        for name, content in {**PARTS, "xl/workbook.xml": book}.items():
            self._archive.writestr(name, DECLARED + content)
        self._rows = self._archive.open("xl/worksheets/sheet1.xml", "w")
        self._rows.write(f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>'.encode())

    def add(self, cells: Sequence[str]) -> None:
        """Write a row."""
        told = "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for cell in cells
        )
        self._rows.write(f"<row>{told}</row>".encode())

    def finish(self) -> None:
        """Close the sheet and the archive."""
        self._rows.write(b"</sheetData></worksheet>")
        self._rows.close()
        self._archive.close()


def table(form: Form, into: Spool, *, sheet: str) -> Table:
    """Begin a file."""
    return Csv(into) if form is Form.csv else Xlsx(into, sheet=sheet)


class _Sink(io.RawIOBase):
    """Lets a ZIP archive be written where nobody can go back."""

    def __init__(self, into: Spool) -> None:
        self._into = into

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, content: Buffer) -> int:
        """Hand bytes on."""
        plain = bytes(content)
        self._into.write(plain)
        return len(plain)
