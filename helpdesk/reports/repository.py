"""SQL of the counts: tickets as the reports see them, and days added up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.models import (
    EventKind,
    Organisation,
    ReportDay,
    ReportTicket,
    Ticket,
    TicketEvent,
)
from helpdesk.officers import Scope
from helpdesk.reports.facts import Matter, Measure
from helpdesk.reports.periods import Period
from helpdesk.reports.tally import Tally
from helpdesk.repository import Repository, within

ROWS = 2000
"""Rows of one INSERT: SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a fact is counted."""

    place: str
    measure: str
    day: date
    service: str
    key: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What a ticket was counted as."""

    ticket_id: int
    changed_at: datetime
    place: str
    service: str
    facts: list[list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A union as a line of a table."""

    id: int
    path: str
    name: str


_NAMES = tuple(field.name for field in fields(Matter) if field.name != "follow_up")
_MATTER = tuple(getattr(Ticket, name) for name in _NAMES)


class ReportRepository(Repository):
    """Questions about tickets in great numbers."""

    async def list_changed(
        self, *, after: tuple[datetime, int], limit: int
    ) -> Sequence[tuple[int, datetime, Matter]]:
        """Return tickets by their last change: key, moment, what the counts need."""
        statement = (
            select(Ticket.id, Ticket.changed_at, *_MATTER)
            .where(tuple_(Ticket.changed_at, Ticket.id) > after)
            .order_by(Ticket.changed_at, Ticket.id)
            .limit(limit)
        )
        rows = (await self.session.execute(statement)).all()
        results = await self._follow_ups([row.id for row in rows])
        return [
            (key, changed_at, _matter(told, results.get(key)))
            for key, changed_at, *told in map(tuple, rows)
        ]

    async def list_matters(self, scope: Scope) -> Sequence[Matter]:
        """Return every ticket within a scope, as the counts need it."""
        statement = select(Ticket.id, *_MATTER).where(within(Ticket.path, scope))
        rows = (await self.session.execute(statement)).all()
        results = await self._follow_ups([row.id for row in rows])
        return [_matter(told, results.get(key)) for key, *told in map(tuple, rows)]

    async def _follow_ups(self, tickets: Sequence[int]) -> Mapping[int, str]:
        """Return the last result of 回访 of each ticket."""
        found: dict[int, str] = {}
        for start in range(0, len(tickets), ROWS):
            statement = (
                select(TicketEvent.ticket_id, TicketEvent.facts)
                .where(
                    TicketEvent.ticket_id.in_(tickets[start : start + ROWS]),
                    TicketEvent.kind == EventKind.followed_up,
                )
                .order_by(TicketEvent.id)
            )
            for key, facts in await self.session.execute(statement):
                found[key] = str((facts or {}).get("result", ""))
        return found

    async def last_counted(self) -> datetime | None:
        """Return the latest change that is in the counts."""
        return await self.session.scalar(select(func.max(ReportTicket.changed_at)))

    async def counted(self, tickets: Sequence[int]) -> Mapping[int, Counted]:
        """Return what tickets were counted as, held."""
        columns = (getattr(ReportTicket, field.name) for field in fields(Counted))
        statement = (
            select(*columns)
            .where(ReportTicket.ticket_id.in_(tickets))
            .with_for_update()
        )
        rows = (await self.session.execute(statement)).all()
        return {row.ticket_id: Counted(*row) for row in rows}

    async def remember(self, counted: Sequence[Counted]) -> None:
        """Write down what tickets are counted as from now on."""
        if not counted:
            return
        new = self.insert(ReportTicket)
        said = {
            name: new.excluded[name]
            for name in ("changed_at", "place", "service", "facts")
        }
        known = new.on_conflict_do_update(index_elements=["ticket_id"], set_=said)
        await self.session.execute(known, [asdict(one) for one in counted])

    async def add(self, changes: Mapping[Cell, int]) -> None:
        """Add to the counts, or take away; days that are nothing any more go."""
        rows = [
            {
                "place": cell.place,
                "measure": cell.measure,
                "day": cell.day,
                "service": cell.service,
                "key": cell.key,
                "count": n,
            }
            for cell, n in changes.items()
            if n
        ]
        rows.sort(key=lambda row: tuple(map(str, row.values())))  # one order of locks
        for start in range(0, len(rows), ROWS):
            new = self.insert(ReportDay).values(rows[start : start + ROWS])
            added = new.on_conflict_do_update(
                index_elements=[field.name for field in fields(Cell)],
                set_={"count": ReportDay.count + new.excluded.count},
            )
            await self.session.execute(added)

    async def replace(
        self, period: Period, measures: Iterable[Measure], counts: Mapping[Cell, int]
    ) -> None:
        """Write some measures of some days anew."""
        old = delete(ReportDay).where(
            ReportDay.measure.in_(list(measures)), _during(period)
        )
        await self.session.execute(old)
        await self.add(counts)

    async def forget(self) -> None:
        """Drop all counts of tickets, for counting from the beginning."""
        await self.session.execute(delete(ReportTicket))
        await self.session.execute(
            delete(ReportDay).where(~ReportDay.measure.startswith("visit"))
        )

    async def tallies(
        self,
        by: InstrumentedAttribute[date] | InstrumentedAttribute[str],
        *rules: ColumnElement[bool],
    ) -> dict[object, Tally]:
        """Return counts by day, service or place."""
        how_often = func.sum(ReportDay.count)
        statement = (
            select(by, ReportDay.measure, ReportDay.key, how_often)
            .where(*rules)
            .group_by(by, ReportDay.measure, ReportDay.key)
            .having(how_often != 0)
        )
        found: dict[object, Tally] = {}
        for one, measure, key, n in await self.session.execute(statement):
            found.setdefault(one, Counter())[Measure(measure), key] = int(n)
        return found

    async def list_below(self, path: str) -> Sequence[Place]:
        """Return the unions directly below a path; below nothing, the districts."""
        above = select(Organisation.id)
        above = (
            above.where(Organisation.path == path)
            if path
            else above.where(Organisation.parent_id.is_(None))
        )
        statement = (
            select(Organisation.id, Organisation.path, Organisation.name)
            .where(
                Organisation.parent_id.in_(above),
                Organisation.path.is_not(None),
            )
            .order_by(Organisation.id)
        )
        rows = await self.session.execute(statement)
        return [Place(key, path, name) for key, path, name in rows if path]

    async def at(self, path: str) -> Place | None:
        """Return the union with a path."""
        statement = select(Organisation.id, Organisation.name).where(
            Organisation.path == path
        )
        found = (await self.session.execute(statement)).one_or_none()
        return found and Place(found.id, path, found.name)

    async def place(self, organisation_id: int) -> Place | None:
        """Return a union as a place."""
        found = await self.session.get(Organisation, organisation_id)
        if found is None or found.path is None:
            return None
        return Place(found.id, found.path, found.name)


def _matter(told: Sequence[Any], follow_up: str | None) -> Matter:
    return Matter(**dict(zip(_NAMES, told, strict=True)), follow_up=follow_up)


def _during(period: Period) -> ColumnElement[bool]:
    return ReportDay.day.between(period.first, period.last)
