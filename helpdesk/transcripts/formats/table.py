"""Tables (CSV, tab or semicolon): a row an utterance, headers as columns.yml knows."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from helpdesk.rules import rules
from helpdesk.transcripts.documents import Document, lines_of
from helpdesk.transcripts.drafts import Draft, Line
from helpdesk.transcripts.errors import Malformed, MissingTimes
from helpdesk.transcripts.formats.cues import clock, split_name
from helpdesk.transcripts.nodes import Node
from helpdesk.transcripts.speakers import role_of

FILE = Path(__file__).with_name("columns.yml")
DELIMITERS = ",\t;，|"
SECOND = 1000
LONGEST_HEADER = 2000
_TRIMMINGS = re.compile(r"[\s*＊]|[(（].*?[)）]")

type Row = Mapping[str, str]


def is_mine(document: Document) -> bool:
    """Tell a table by its header: the words and a time are among the columns."""
    names = set(_header(document))
    return document.node is None and "text" in names and len(names - {""}) > 1


def read(document: Document) -> Draft:
    """Read the rows.

    Raises:
        MissingTimes: There is no column or no cell of begin or end.
        Malformed: A cell is not what its column says.
    """
    names = _header(document)
    for end in ("begin", "end"):
        if not {end, f"{end}_ms"} & set(names):
            raise MissingTimes(where=end)
    delimiter = _delimiter(_first(document))
    rows = csv.reader(_body(document), delimiter=delimiter)
    try:
        lines = [
            _line(dict(zip(names, cells, strict=False)), number)
            for number, cells in enumerate(rows, start=2)
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error:
        raise Malformed(where=f"row {rows.line_num + 1}") from None
    return Draft(lines)


def _line(row: Row, number: int) -> Line:
    name, text = row.get("speaker", "").strip() or None, row.get("text", "")
    if name is None:
        name, text = split_name(text)
    channel, confidence = row.get("channel", ""), row.get("confidence", "").strip()
    return Line(
        text,
        _time(row, "begin", number),
        _time(row, "end", number),
        speaker=name,
        channel=Node(channel.strip()).whole(),
        role=role_of(name) if name else None,
        confidence=Node(confidence, f"row {number}").number() if confidence else None,
        emotion=row.get("emotion", "").strip().casefold() or None,
    )


def _time(row: Row, end: str, number: int) -> float:
    where = f"row {number}: {end}"
    if cell := row.get(f"{end}_ms", "").strip():
        return Node(cell, where).number()
    cell = row.get(end, "").strip()
    if not cell:
        raise MissingTimes(where=where)
    if ":" in cell:
        return clock(cell, where=where)
    return Node(cell, where).number() * SECOND


def _first(document: Document) -> str:
    return lines_of(document.text.lstrip("\r\n")[:LONGEST_HEADER])[0]


def _body(document: Document) -> list[str]:
    """Return the lines after the header, with their ends, as quoted cells need."""
    return [f"{line}\n" for line in lines_of(document.text.lstrip("\r\n"))[1:]]


def _header(document: Document) -> list[str]:
    """Return the columns by the names the program knows; others are empty."""
    line = _first(document)
    cells = next(csv.reader([line], delimiter=_delimiter(line)), [])
    names = [_known().get(_plain(cell), "") for cell in cells]
    return [name if name not in names[:n] else "" for n, name in enumerate(names)]


def _delimiter(line: str) -> str:
    def found(mark: str) -> int:
        return sum(_plain(cell) in _known() for cell in line.split(mark))

    return max(DELIMITERS, key=found)


def _plain(cell: str) -> str:
    return _TRIMMINGS.sub("", cell).strip('"“”').casefold()


@cache
def _known() -> dict[str, str]:
    return {
        title: name
        for name, titles in rules(FILE).items()
        for title in map(_plain, titles)
    }
