"""The ledger: what happened in one place, added up by day, service or union below.

City, districts and streets read the days that the worker keeps. What lies deeper is
small, and is counted from its tickets; both give the same figures.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import ReportDay
from helpdesk.reports.facts import Matter, Measure, above, facts
from helpdesk.reports.periods import Period
from helpdesk.reports.repository import ReportRepository
from helpdesk.reports.tally import Tally
from helpdesk.scope import Scope

STANDING = frozenset({Measure.open, Measure.overdue})
"""What is true now, whenever it began."""

HAPPENING = frozenset(Measure) - STANDING
"""What happened on a day, and stays so."""


class Ledger(Protocol):
    """Counts of one place."""

    async def by_service(
        self, period: Period, measures: Iterable[Measure] = HAPPENING
    ) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""

    async def by_day(
        self, period: Period, measures: Iterable[Measure], *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day."""

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return what happened in each of some places below."""


async def ledger(session: AsyncSession, scope: Scope) -> Ledger:
    """Open the ledger of what a scope covers."""
    path = scope.path or ""
    if path == above(path):
        return Kept(ReportRepository(session), path)
    return Counted(tuple(await ReportRepository(session).list_matters(scope)))


@dataclass(frozen=True, slots=True)
class Kept:
    """Reads the days that the worker keeps."""

    repository: ReportRepository
    place: str

    async def by_service(
        self, period: Period, measures: Iterable[Measure] = HAPPENING
    ) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""
        found = await self.repository.tallies(
            ReportDay.service,
            ReportDay.place == self.place,
            ReportDay.measure.in_(list(measures)),
            ReportDay.day.between(period.first, period.last),
        )
        return {str(service): tally for service, tally in found.items()}

    async def by_day(
        self, period: Period, measures: Iterable[Measure], *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day."""
        found = await self.repository.tallies(
            ReportDay.day,
            ReportDay.place == self.place,
            ReportDay.measure.in_(list(measures)),
            ReportDay.day.between(period.first, period.last),
            *_of(service),
        )
        return {day: tally for day, tally in found.items() if isinstance(day, date)}

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return what happened in each of some places below."""
        found = await self.repository.tallies(
            ReportDay.place,
            ReportDay.place.in_(places),
            ReportDay.measure.in_(IN_PLACES),
            ReportDay.day.between(period.first, period.last),
            *_of(service),
        )
        return {str(place): tally for place, tally in found.items()}


IN_PLACES = (
    Measure.opened,
    Measure.settled,
    Measure.settle_kept,
    Measure.settle_missed,
    Measure.rated,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts from the tickets themselves."""

    matters: tuple[Matter, ...]

    async def by_service(
        self, period: Period, measures: Iterable[Measure] = HAPPENING
    ) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""
        wanted, found = frozenset(measures), dict[str, Tally]()
        for matter in self.matters:
            tally = found.setdefault(matter.service_class, Counter())
            tally.update(
                (fact.measure, fact.key)
                for fact in facts(matter)
                if fact.day in period and fact.measure in wanted
            )
        return found

    async def by_day(
        self, period: Period, measures: Iterable[Measure], *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day."""
        wanted, found = frozenset(measures), dict[date, Tally]()
        for matter in self.matters:
            if service is not None and matter.service_class != service:
                continue
            for fact in facts(matter):
                if fact.day in period and fact.measure in wanted:
                    tally = found.setdefault(fact.day, Counter())
                    tally[fact.measure, fact.key] += 1
        return found

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return nothing: what lies below a community is not compared."""
        return {}


def _of(service: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if service is None else (ReportDay.service == service,)
