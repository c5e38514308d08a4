"""SQL of the counts: tickets as the reports see them, and days added up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import batched
from typing import Any, NamedTuple

from sqlalchemy import (
    and_,
    column,
    delete,
    func,
    inspect,
    or_,
    select,
    tuple_,
    values,
)

from helpdesk.models import (
    Base,
    EventKind,
    Grain,
    Organisation,
    ReportDay,
    ReportStanding,
    ReportTicket,
    Ticket,
    TicketEvent,
)
from helpdesk.reports.counts import (
    Counts,
    Growing,
    growing,
    measure_of,
    merge,
    name_of,
    plain,
)
from helpdesk.reports.facts import STANDING, Matter, Measure
from helpdesk.reports.periods import Period
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

ROWS = 2000
KEYS = 300
"""Rows that are asked for by their keys at once: SQLite takes 32,766 values."""

type Row = tuple[str, Grain, date]
"""Place, grain, first day."""


class Cell(NamedTuple):
    """Where a fact is counted; there are millions, and a tuple is told apart fast."""

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
                    self.one_of(TicketEvent.ticket_id, tickets[start : start + ROWS]),
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
            .where(self.one_of(ReportTicket.ticket_id, tickets))
            .with_for_update()
        )
        rows = (await self.session.execute(statement)).all()
        return {row.ticket_id: Counted(*row) for row in rows}

    async def remember(self, counted: Sequence[Counted]) -> None:
        """Write down what tickets are counted as from now on."""
        rows = [asdict(one) for one in counted]
        await self._write(ReportTicket, rows, "changed_at", "place", "service", "facts")

    async def add(self, changes: Mapping[Cell, int]) -> None:
        """Add to the counts, or take away."""
        happened = {c: n for c, n in changes.items() if c.measure not in STANDING}
        standing = {c: n for c, n in changes.items() if c.measure in STANDING}
        await self._add_happened(happened)
        await self._add_standing(standing)

    async def _add_happened(self, changes: Mapping[Cell, int]) -> None:
        grouped: defaultdict[Row, Growing] = defaultdict(growing)
        for cell, n in changes.items():
            for grain in Grain:
                day = cell.day if grain is Grain.day else cell.day.replace(day=1)
                named = grouped[cell.place, grain, day][cell.service]
                named[name_of(cell.measure, cell.key)] += n
        keys = sorted(grouped)
        for some in batched(keys, KEYS):
            for row, counts in (await self._rows(some)).items():
                merge(grouped[row], counts)
            rows = [
                {"place": p, "grain": g, "day": d, "counts": plain(grouped[p, g, d])}
                for p, g, d in some
            ]
            await self._write(ReportDay, rows, "counts")

    async def _add_standing(self, changes: Mapping[Cell, int]) -> None:
        names = ("place", "measure", "day", "service")
        rows = [
            {**{name: getattr(cell, name) for name in names}, "count": n}
            for cell, n in sorted(changes.items())
            if n
        ]
        if not rows:
            return
        new = self.insert(ReportStanding)
        added = new.on_conflict_do_update(
            index_elements=names,
            set_={"count": ReportStanding.count + new.excluded.count},
        )
        await self.session.execute(added, rows)
        await self.session.execute(
            delete(ReportStanding).where(ReportStanding.count == 0)
        )

    async def replace(
        self, period: Period, measures: Iterable[Measure], counts: Mapping[Cell, int]
    ) -> None:
        """Write the whole city's counts of some measures and days anew."""
        wanted, changes = frozenset(measures), Counter(counts)
        rows = await self.happened([""], [(Grain.day, period)])
        for (_, _, day), by_service in rows.items():
            for service, named in by_service.items():
                for name, n in named.items():
                    measure, key = measure_of(name)
                    if measure in wanted:
                        changes[Cell("", measure, day, service, key)] -= n
        await self.add(changes)

    async def forget(self) -> None:
        """Drop all counts, for counting from the beginning."""
        for table in (ReportTicket, ReportStanding, ReportDay):
            await self.session.execute(delete(table))

    async def happened(
        self, places: Sequence[str], parts: Sequence[tuple[Grain, Period]]
    ) -> Mapping[Row, Counts]:
        """Return what happened in places, in rows of days and months."""
        spans = [
            and_(ReportDay.grain == grain, ReportDay.day.between(part.first, part.last))
            for grain, part in parts
        ]
        statement = select(
            ReportDay.place, ReportDay.grain, ReportDay.day, ReportDay.counts
        ).where(ReportDay.place.in_(places), or_(*spans))
        rows = await self.session.execute(statement)
        return {(place, grain, day): counts for place, grain, day, counts in rows}

    async def standing(
        self, places: Sequence[str], *, service: str | None
    ) -> Sequence[tuple[date, Measure, int]]:
        """Return what stands open or late, by the day since when."""
        statement = select(
            ReportStanding.day, ReportStanding.measure, func.sum(ReportStanding.count)
        ).where(ReportStanding.place.in_(places))
        if service is not None:
            statement = statement.where(ReportStanding.service == service)
        grouped = statement.group_by(ReportStanding.day, ReportStanding.measure)
        rows = await self.session.execute(grouped)
        return [(day, Measure(measure), int(n)) for day, measure, n in rows]

    async def _rows(self, keys: Sequence[Row]) -> Mapping[Row, Counts]:
        """Return rows by their keys, held.

        The keys are a table that is joined: of a list SQLite would make nothing, and
        read every row.
        """
        columns = (ReportDay.place, ReportDay.grain, ReportDay.day)
        typed = (column(each.key, each.type) for each in columns)
        wanted = values(*typed, name="wanted").data(keys).cte()
        statement = (
            select(*columns, ReportDay.counts)
            .join_from(
                wanted,
                ReportDay,
                and_(*(each == wanted.c[each.key] for each in columns)),
            )
            .with_for_update(of=ReportDay)
        )
        rows = await self.session.execute(statement)
        return {(place, grain, day): counts for place, grain, day, counts in rows}

    async def _write(
        self, model: type[Base], rows: Sequence[dict[str, Any]], *changed: str
    ) -> None:
        """Write rows, or write them anew."""
        if not rows:
            return
        new = self.insert(model)
        written = new.on_conflict_do_update(
            index_elements=[column.name for column in inspect(model).primary_key],
            set_={name: new.excluded[name] for name in changed},
        )
        await self.session.execute(written, rows)

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
