"""Checking one row of each kind: the values of its columns, and all that is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from helpdesk.imports import reading
from helpdesk.imports.columns import Column, Header, columns
from helpdesk.imports.faults import Fault
from helpdesk.imports.reading import Wrong, clean
from helpdesk.imports.shapes import LIMITS, PERSON_NAME_LIMIT, SHAPES
from helpdesk.models.imports import ImportKind
from helpdesk.sealing import Sealer

type Reader = Callable[[str], Any]
type Values = tuple[Any, ...]

READERS: Mapping[ImportKind, Mapping[str, Reader]] = {
    ImportKind.members: {
        "name": reading.read_name,
        "id_number": reading.read_id_number,
        "phone": reading.read_mobile,
        "member_number": reading.read_member_number,
        "joined_on": reading.read_past_day,
        "district": reading.read_district_name,
    },
    ImportKind.organisations: {
        "district": reading.read_district_name,
        "state_since": reading.read_past_day,
        "headcount": reading.read_heads,
        "credit_code": reading.read_credit_code,
    },
    ImportKind.sites: {"district": reading.read_district_name},
}
SIGNED = frozenset({"phone"})
OWN = frozenset({"name", "phone", "id_number", "member_number", "credit_code"})
"""Columns that differ from row to row; there is nothing to remember."""
REMEMBERED = 1 << 15


@dataclass(slots=True)
class Row:
    """What one row says, and what is wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class Check:
    """Checks rows of one file."""

    def __init__(self, kind: ImportKind, header: Header) -> None:
        known = columns(kind)
        self.kind, self.width = kind, len(header.names)
        self.shape = SHAPES[kind]
        self.cells = [
            (place, known[name], self._reading(known[name]))
            for place, name in enumerate(header.names)
            if name
        ]

    def row(self, cells: Sequence[str]) -> Row:
        """Read every known cell of a row."""
        row, count = Row(), len(cells)
        if count > self.width and any(cells[self.width :]):
            row.faults.append(
                Fault("too_many_cells", "", {"extra": count - self.width})
            )
        for place, column, read in self.cells:
            try:
                row.values[column.name] = read(cells[place] if place < count else "")
            except Wrong as wrong:
                row.faults.append(Fault(wrong.code, column.title, wrong.details))
        self._street(row)
        return row

    def _street(self, row: Row) -> None:
        """Read the street once the district is known."""
        if street := row.values.get("street"):
            try:
                district = row.values.get("district")
                row.values["street"] = reading.read_street(street, district)
            except Wrong as wrong:
                title = columns(self.kind)["street"].title
                row.faults.append(Fault(wrong.code, title, wrong.details))

    def _reading(self, column: Column) -> Reader:
        """Return how to read a column; what many rows share is read once."""
        limit, signed = self._limit(column.name), column.name in SIGNED
        reader = READERS[self.kind].get(column.name)
        if column.choices:
            reader = partial(reading.read_choice, choices=column.choices)

        def read(cell: str) -> Any:  # noqa: ANN401 - columns differ
            text = clean(cell, limit=limit, signed=signed)
            if text is None and column.must:
                raise Wrong("empty")
            return text and (reader(text) if reader else text)

        return read if column.name in OWN else lru_cache(REMEMBERED)(read)

    def _limit(self, name: str) -> int:
        if name == "name" and self.kind is ImportKind.members:
            return PERSON_NAME_LIMIT
        return LIMITS.get(name, reading.LONGEST_CELL)


def require_number(row: Row) -> None:
    """A member in good standing has a member number."""
    if row.values.get("status") == "active" and not row.values.get("member_number"):
        row.faults.append(Fault("number_missing", "会员号"))


def seal_member(values: dict[str, Any], sealer: Sealer) -> None:
    """Put the sealed and the digested forms in place of phone and ID number."""
    phone, id_number = values.get("phone"), values["id_number"]
    values["phone"] = phone and sealer.seal(phone, purpose="member.phone")
    values["phone_lookup"] = phone and sealer.digest(phone, purpose="phone")
    values["id_number"] = sealer.seal(id_number, purpose="member.id_number")
    values["id_lookup"] = sealer.digest(id_number, purpose="id_number")
