"""Counting: the days follow the tickets, and are what a recount would give."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.database import unit_of_work
from helpdesk.reports.facts import Matter, facts, places
from helpdesk.reports.repository import Cell, Counted, ReportRepository

CHUNK = 2000
"""Tickets of one transaction: nobody waits long for the turn to write."""

OVERLAP = timedelta(minutes=10)
"""Looked at again: a long transaction shows up behind shorter ones that began later."""

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

type Changes = Counter[Cell]


class Counting:
    """Keeps the days; what has not changed is not touched."""

    async def follow(
        self, sessions: async_sessionmaker[AsyncSession], *, chunk: int = CHUNK
    ) -> int:
        """Count tickets that changed since; return how many were counted anew."""
        async with unit_of_work(sessions) as session:
            reached = await ReportRepository(session).last_counted()
        after = (reached - OVERLAP if reached else BEGINNING, 0)
        counted = 0
        while True:
            async with unit_of_work(sessions) as session:
                seen, last, anew = await self._take(session, after, chunk)
            counted += anew
            if seen < chunk:
                return counted
            after = last

    async def recount(self, sessions: async_sessionmaker[AsyncSession]) -> int:
        """Forget what was counted and begin again."""
        async with unit_of_work(sessions) as session:
            await ReportRepository(session).forget()
        return await self.follow(sessions)

    async def _take(
        self, session: AsyncSession, after: tuple[datetime, int], chunk: int
    ) -> tuple[int, tuple[datetime, int], int]:
        """Count some tickets; return how many, the last one, and how many anew."""
        repository = ReportRepository(session)
        changed = await repository.list_changed(after=after, limit=chunk)
        known = await repository.counted([key for key, _, _ in changed])
        changes: Changes = Counter()
        anew = []
        for key, changed_at, matter in changed:
            new, old = counted_as(key, changed_at, matter), known.get(key)
            if old is None or not is_same(old, new):
                changes.update(cells(new))
                changes.subtract(cells(old) if old else ())
            if old is None or changed_at != old.changed_at:
                anew.append(new)
        await repository.remember(anew)
        await repository.add(changes)
        last = (changed[-1][1], changed[-1][0]) if changed else after
        return len(changed), last, len(anew)


def counted_as(ticket_id: int, changed_at: datetime, matter: Matter) -> Counted:
    """Return what a ticket counts as."""
    return Counted(
        ticket_id=ticket_id,
        changed_at=changed_at,
        place=matter.place,
        service=matter.service_class.value,
        facts=[
            [fact.day.isoformat(), fact.measure.value, fact.key]
            for fact in facts(matter)
        ],
    )


def is_same(one: Counted, other: Counted) -> bool:
    """Tell whether two tickets count as the same."""
    return replace(one, changed_at=other.changed_at) == other


def cells(counted: Counted) -> Iterable[Cell]:
    """Yield where a ticket is counted: in its place and in all above."""
    for place in places(counted.place):
        for day, measure, key in counted.facts:
            yield Cell(place, measure, date.fromisoformat(day), counted.service, key)


counting = Counting()
