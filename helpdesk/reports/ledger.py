"""The ledger: what happened in one place, added up by day, service or union below.

City, districts and streets read the rows that the worker keeps. What lies deeper is
small, and is counted from its tickets; both give the same figures.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Grain
from helpdesk.reports.counts import Counts, measure_of
from helpdesk.reports.facts import STANDING, Matter, above, facts
from helpdesk.reports.periods import Period
from helpdesk.reports.repository import ReportRepository
from helpdesk.reports.tally import Tally
from helpdesk.scope import Scope

DAILY = 62
"""Days up to which a period is read day by day; above, whole months at once."""


class Ledger(Protocol):
    """Counts of one place."""

    async def by_service(self, period: Period) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""

    async def by_date(
        self, period: Period, *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day; in each month of a long period."""

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return what happened in each of some places below."""

    async def standing(self, *, service: str | None) -> Mapping[date, Tally]:
        """Return what stands open or late now, by the day since when."""


async def ledger(session: AsyncSession, scope: Scope) -> Ledger:
    """Open the ledger of what a scope covers."""
    path, repository = scope.path or "", ReportRepository(session)
    if path != above(path):
        return Counted(tuple(await repository.list_matters(scope)))
    if path.count("/") == len("//"):  # the root: its own, and all districts
        below = [place.path for place in await repository.list_below(path)]
        return Kept(repository, (path, *below))
    return Kept(repository, (path,))


@dataclass(frozen=True, slots=True)
class Kept:
    """Reads the rows that the worker keeps."""

    repository: ReportRepository
    places: tuple[str, ...]

    async def by_service(self, period: Period) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""
        rows = await self.repository.happened(self.places, parts(period))
        found: dict[str, Tally] = {}
        for counts in rows.values():
            for service, named in counts.items():
                found.setdefault(service, Counter()).update(_tally(named))
        return found

    async def by_date(
        self, period: Period, *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day; in each month of a long period."""
        rows = await self.repository.happened(self.places, parts(period))
        found: dict[date, Tally] = {}
        for (_, _, day), counts in rows.items():
            tally = found.setdefault(point(day, period), Counter())
            tally.update(_of_service(counts, service))
        return found

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return what happened in each of some places below."""
        rows = await self.repository.happened(places, parts(period))
        found: dict[str, Tally] = {}
        for (place, _, _), counts in rows.items():
            found.setdefault(place, Counter()).update(_of_service(counts, service))
        return found

    async def standing(self, *, service: str | None) -> Mapping[date, Tally]:
        """Return what stands open or late now, by the day since when."""
        found: dict[date, Tally] = {}
        rows = await self.repository.standing(self.places, service=service)
        for day, measure, n in rows:
            found.setdefault(day, Counter())[measure, ""] += n
        return found


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts from the tickets themselves."""

    matters: tuple[Matter, ...]

    async def by_service(self, period: Period) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""
        found: dict[str, Tally] = {}
        for matter in self.matters:
            tally = found.setdefault(matter.service_class, Counter())
            for fact in facts(matter):
                if fact.day in period and fact.measure not in STANDING:
                    tally[fact.measure, fact.key] += 1
        return found

    async def by_date(
        self, period: Period, *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day; in each month of a long period."""
        found: dict[date, Tally] = {}
        for matter in self._of(service):
            for fact in facts(matter):
                if fact.day in period and fact.measure not in STANDING:
                    tally = found.setdefault(point(fact.day, period), Counter())
                    tally[fact.measure, fact.key] += 1
        return found

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return nothing: what lies below a community is not compared."""
        return {}

    async def standing(self, *, service: str | None) -> Mapping[date, Tally]:
        """Return what stands open or late now, by the day since when."""
        found: dict[date, Tally] = {}
        for matter in self._of(service):
            for fact in facts(matter):
                if fact.measure in STANDING:
                    found.setdefault(fact.day, Counter())[fact.measure, ""] += 1
        return found

    def _of(self, service: str | None) -> Iterable[Matter]:
        return (
            matter
            for matter in self.matters
            if service is None or matter.service_class == service
        )


def parts(period: Period) -> Sequence[tuple[Grain, Period]]:
    """Return a period as rows keep it: of a long one whole months, and what is left."""
    if period.days <= DAILY:
        return [(Grain.day, period)]
    months = period.whole_months
    ends = (
        Period(period.first, months.first).short_of_last,
        Period(months.last, period.last).short_of_first,
    )
    left = [(Grain.day, end) for end in ends if end.days > 0]
    return [(Grain.month, months), *left]


def point(day: date, period: Period) -> date:
    """Return to which point of a curve a day belongs."""
    return day if period.days <= DAILY else day.replace(day=1)


def _of_service(counts: Counts, service: str | None) -> Tally:
    tally: Tally = Counter()
    for name, named in counts.items():
        if service is None or name == service:
            tally.update(_tally(named))
    return tally


def _tally(named: Mapping[str, int]) -> Tally:
    return Counter({measure_of(name): n for name, n in named.items()})
