"""Fitting rows into the records, in their order: new, known, or in each other's way.

A pure function of the rows and of what is on record, so that a run which was killed
and one which was not come to the same end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpdesk.imports.faults import Fault, Rejected
from helpdesk.imports.shapes import Shape
from helpdesk.imports.worker import Candidate
from helpdesk.models.organisations import OrganisationKind


@dataclass(frozen=True, slots=True)
class Known:
    """A record that shares a unique value with some row."""

    id: int
    uniques: tuple[Any, ...]
    row: int | None
    """The row of this run that wrote it; None if it was there before."""


@dataclass(slots=True)
class Step:
    """Rows that may be written together: first the known ones, then the new."""

    known: list[tuple[int, Candidate]] = field(default_factory=list)
    new: list[Candidate] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What becomes of a chunk."""

    steps: list[Step]
    rejected: list[Rejected]

    @property
    def accepted(self) -> list[Candidate]:
        """Return the rows that go in."""
        return [
            candidate
            for step in self.steps
            for candidate in (*(known for _, known in step.known), *step.new)
        ]


@dataclass(slots=True)
class _Record:
    """A record as it stands after the rows so far."""

    id: int | None
    uniques: list[Any]
    row: int | None


class Resolver:
    """Decides on rows one after the other."""

    def __init__(self, shape: Shape, on_record: Iterable[Known]) -> None:
        self.shape = shape
        self.places = [shape.place(column) for column in shape.uniques]
        self.titles = list(shape.uniques.values())
        self.owners: dict[tuple[int, Any], _Record] = {}
        self.freed: set[tuple[int, Any]] = set()
        for known in on_record:
            self._own(_Record(known.id, list(known.uniques), known.row))

    def plan(self, candidates: Sequence[Candidate]) -> Plan:
        """Decide on every row of a chunk."""
        plan = Plan([Step()], [])
        for candidate in candidates:
            values = [candidate.values[place] for place in self.places]
            record = self.owners.get((0, values[0]))
            if fault := self._fault(candidate, values, record):
                plan.rejected.append(Rejected(candidate.row, (fault,)))
                continue
            if self.freed.intersection(enumerate(values)):
                plan.steps.append(Step())
                self.freed.clear()
            self._take(plan.steps[-1], candidate, values, record)
        return plan

    def _fault(
        self, candidate: Candidate, values: Sequence[Any], record: _Record | None
    ) -> Fault | None:
        """Return what keeps a row out."""
        _ = candidate  # kinds with more rules look at all of it
        if record and record.row is not None:
            return Fault("repeated_in_file", self.titles[0], {"row": record.row})
        for unique, title in zip(enumerate(values), self.titles, strict=True):
            owner = self.owners.get(unique) if unique[1] is not None else None
            if owner is None or owner is record:
                continue
            if owner.row is None:
                return Fault("taken", title)
            return Fault("taken_in_file", title, {"row": owner.row})
        return None

    def _take(
        self,
        step: Step,
        candidate: Candidate,
        values: Sequence[Any],
        record: _Record | None,
    ) -> None:
        """Let a row in; an empty cell changes nothing."""
        if record is None or record.id is None:
            step.new.append(candidate)
            self._own(_Record(None, list(values), candidate.row))
            return
        step.known.append((record.id, candidate))
        record.row = candidate.row
        for place, value in enumerate(values):
            if value is not None and value != record.uniques[place]:
                left = (place, record.uniques[place])
                if self.owners.pop(left, None):
                    self.freed.add(left)
                record.uniques[place] = value
                self.owners[place, value] = record

    def _own(self, record: _Record) -> None:
        for place, value in enumerate(record.uniques):
            if value is not None:
                self.owners[place, value] = record


class TreeResolver(Resolver):
    """Decides on unions: the one above is there already, and may stand above."""

    def __init__(
        self,
        shape: Shape,
        on_record: Iterable[Known],
        kinds: Mapping[str, OrganisationKind],
    ) -> None:
        super().__init__(shape, on_record)
        self.kinds = dict(kinds)
        self.kind_place = shape.place("kind")

    def _fault(
        self, candidate: Candidate, values: Sequence[Any], record: _Record | None
    ) -> Fault | None:
        """Return what keeps a union out."""
        if fault := super()._fault(candidate, values, record):
            return fault
        kind = OrganisationKind(candidate.values[self.kind_place])
        if candidate.link is not None:
            above = self.kinds.get(candidate.link)
            if above is None:
                return Fault("parent_missing", "上级工会")
            if above not in kind.above or candidate.link == values[0]:
                return Fault("parent_wrong", "上级工会")
        self.kinds[values[0]] = kind
        return None
