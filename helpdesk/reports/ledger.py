"""The ledger: what happened in one place, added up by day, service or union below.

City, districts and streets read the rows that the worker keeps. What lies deeper is
small, and is counted from its tickets; both give the same figures.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Grain
from helpdesk.reports.counts import Counts, Growing, growing, measure_of, name_of
from helpdesk.reports.facts import STANDING, Matter, Measure, above, facts
from helpdesk.reports.periods import Period
from helpdesk.reports.repository import ReportRepository
from helpdesk.reports.tally import Tally
from helpdesk.scope import Scope

DAILY = 62
"""Days up to which a period is read day by day; above, whole months at once."""

type Dated = Sequence[tuple[str, date, Counts]]
"""Place, first day of the row, what happened."""


class Source(Protocol):
    """Where a ledger reads."""

    async def happened(self, period: Period) -> Dated:
        """Return what happened in a period, in rows."""

    async def below(self, period: Period, places: Sequence[str]) -> Dated:
        """Return what happened in places below."""

    async def standing(
        self, service: str | None
    ) -> Iterable[tuple[date, Measure, int]]:
        """Return what stands open or late now, by the day since when."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of one place; each period is read once."""

    source: Source
    read: dict[Period, Dated] = field(default_factory=dict)

    async def by_service(self, period: Period) -> Mapping[str, Tally]:
        """Return what happened in a period, by class of service."""
        summed: Growing = growing()
        for _, _, counts in await self._rows(period):
            for service, named in counts.items():
                summed[service].update(named)
        return {service: tally_of(named) for service, named in summed.items()}

    async def by_date(
        self, period: Period, *, service: str | None
    ) -> Mapping[date, Tally]:
        """Return what happened on each day; in each month of a long period."""
        rows = await self._rows(period)
        return _summed(
            ((point(day, period), counts) for _, day, counts in rows), service
        )

    async def by_place(
        self, period: Period, places: Sequence[str], *, service: str | None
    ) -> Mapping[str, Tally]:
        """Return what happened in each of some places below."""
        rows = await self.source.below(period, places)
        return _summed(((place, counts) for place, _, counts in rows), service)

    async def standing(self, *, service: str | None) -> Mapping[date, Tally]:
        """Return what stands open or late now, by the day since when."""
        found: dict[date, Tally] = {}
        for day, measure, n in await self.source.standing(service):
            found.setdefault(day, Counter())[measure, ""] += n
        return found

    async def _rows(self, period: Period) -> Dated:
        if period not in self.read:
            self.read[period] = await self.source.happened(period)
        return self.read[period]


async def ledger(session: AsyncSession, scope: Scope) -> Ledger:
    """Open the ledger of what a scope covers."""
    path, repository = scope.path or "", ReportRepository(session)
    if path != above(path):
        return Ledger(counted(await repository.list_matters(scope)))
    if path.count("/") == len("//"):  # the root: its own, and all districts
        below = [place.path for place in await repository.list_below(path)]
        return Ledger(Kept(repository, (path, *below)))
    return Ledger(Kept(repository, (path,)))


@dataclass(frozen=True, slots=True)
class Kept:
    """Reads the rows that the worker keeps."""

    repository: ReportRepository
    places: tuple[str, ...]

    async def happened(self, period: Period) -> Dated:
        """Return what happened in a period, in rows."""
        return await self.below(period, self.places)

    async def below(self, period: Period, places: Sequence[str]) -> Dated:
        """Return what happened in places below."""
        rows = await self.repository.happened(places, parts(period))
        return [(place, day, counts) for (place, _, day), counts in rows.items()]

    async def standing(
        self, service: str | None
    ) -> Iterable[tuple[date, Measure, int]]:
        """Return what stands open or late now, by the day since when."""
        return await self.repository.standing(self.places, service=service)


@dataclass(frozen=True, slots=True)
class Counted:
    """Holds days that were counted from the tickets themselves."""

    days: Mapping[date, Counts]
    standing_since: Mapping[tuple[date, Measure, str], int]

    async def happened(self, period: Period) -> Dated:
        """Return what happened in a period, in rows."""
        return [("", day, counts) for day, counts in self.days.items() if day in period]

    async def below(self, period: Period, places: Sequence[str]) -> Dated:
        """Return nothing: what lies below a community is not compared."""
        return []

    async def standing(
        self, service: str | None
    ) -> Iterable[tuple[date, Measure, int]]:
        """Return what stands open or late now, by the day since when."""
        return [
            (day, measure, n)
            for (day, measure, its), n in self.standing_since.items()
            if service in {None, its}
        ]


def counted(matters: Iterable[Matter]) -> Counted:
    """Count tickets, as the worker does."""
    days: defaultdict[date, Growing] = defaultdict(growing)
    standing: Counter[tuple[date, Measure, str]] = Counter()
    for matter in matters:
        service = matter.service_class.value
        for fact in facts(matter):
            if fact.measure in STANDING:
                standing[fact.day, fact.measure, service] += 1
            else:
                days[fact.day][service][name_of(fact.measure, fact.key)] += 1
    return Counted(days, standing)


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


def tally_of(named: Mapping[str, int]) -> Tally:
    """Return counts by measure and key."""
    return Counter({measure_of(name): n for name, n in named.items()})


def _summed[Key](
    rows: Iterable[tuple[Key, Counts]], service: str | None
) -> dict[Key, Tally]:
    summed: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for key, counts in rows:
        for its, named in counts.items():
            if service in {None, its}:
                summed[key].update(named)
    return {key: tally_of(named) for key, named in summed.items()}
