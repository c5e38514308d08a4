"""What a worker process does: decode, check and seal a chunk of rows."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.imports.checks import Check, Row, Values, require_number, seal_member
from helpdesk.imports.columns import Header
from helpdesk.imports.faults import Fault, Rejected
from helpdesk.imports.shapes import DAYS, SHAPES
from helpdesk.imports.sources import Chunk, Position
from helpdesk.imports.text import MOST_BYTES
from helpdesk.models.imports import ImportKind
from helpdesk.sealing import KeyRing, Sealer


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker needs to know of the run, sent once."""

    kind: ImportKind
    header: Header
    encoding: str
    delimiter: str
    keys: KeyRing
    unions: Mapping[str, int]
    days_as_text: bool


@dataclass(slots=True)
class Candidate:
    """A row that is right in itself; whether it fits the records is not known yet."""

    row: int
    values: Values
    link: str | None
    """The union above, or the union that is not on record."""


@dataclass(slots=True)
class Checked:
    """A chunk after its check."""

    end: Position
    candidates: list[Candidate] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


class Worker:
    """Checks chunks of one file."""

    def __init__(self, order: Order) -> None:
        csv.field_size_limit(MOST_BYTES + 1)
        self.order = order
        self.check = Check(order.kind, order.header)
        self.shape = SHAPES[order.kind]
        self.sealer = Sealer(order.keys)
        self.days = [
            place
            for place, column in enumerate(self.shape.columns)
            if column in DAYS and order.days_as_text
        ]

    def chunk(self, chunk: Chunk) -> Checked:
        """Check every row of a chunk; empty rows are passed over."""
        checked = Checked(chunk.end)
        for row, record in enumerate(chunk.records, chunk.first_row):
            try:
                cells = cells_of(record, self.order)
            except _Unreadable as unreadable:
                checked.rejected.append(Rejected(row, (unreadable.fault,)))
                continue
            if any(cells):
                self._row(row, cells, checked)
        return checked

    def _row(self, number: int, cells: list[str], checked: Checked) -> None:
        row, kept = self.check.row(cells), tuple(cells)
        if self.order.kind is ImportKind.members:
            require_number(row)
        if row.faults:
            checked.rejected.append(Rejected(number, tuple(row.faults), kept))
            return
        link = self._link(row)
        if self.order.kind is ImportKind.members:
            seal_member(row.values, self.sealer)
        candidate = Candidate(number, self._values(row), link)
        checked.candidates.append(candidate)

    def _link(self, row: Row) -> str | None:
        """Put the key in place of a member's union; return what stays a name."""
        if self.order.kind is not ImportKind.members:
            return row.values.get("parent")
        union: str | None = row.values.get("union")
        found = self.order.unions.get(union) if union else None
        row.values["organisation_id"] = found
        if union and found is None:
            row.values["employer"] = row.values.get("employer") or union
            return union
        return None

    def _values(self, row: Row) -> Values:
        """Return the values as the database's driver wants them."""
        get = row.values.get
        values = [get(column) for column in self.shape.columns]
        for place in self.days:
            if (day := values[place]) is not None:
                values[place] = day.isoformat()
        return tuple(values)


def cells_of(record: bytes | list[str], order: Order) -> list[str]:
    """Decode and split one record of a text table; a workbook's is split already."""
    if isinstance(record, list):
        return record
    if len(record) > MOST_BYTES:
        raise _Unreadable(Fault("line_too_long", details={"limit": MOST_BYTES}))
    try:
        text = record.decode(order.encoding).rstrip("\r\n")
    except UnicodeDecodeError:
        raise _Unreadable(Fault("unreadable")) from None
    if '"' not in text:
        return text.split(order.delimiter)
    if text.count('"') % 2:
        raise _Unreadable(Fault("quote"))
    return next(csv.reader(text.splitlines(), delimiter=order.delimiter), [])


class _Unreadable(Exception):
    """A record that can not be split into cells."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault
