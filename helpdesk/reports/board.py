"""The board: figures of a period beside those of the period before, for one scope."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.reports.facts import Measure
from helpdesk.reports.kpis import Figure, reckon
from helpdesk.reports.ledger import DAILY, Ledger, ledger, point
from helpdesk.reports.periods import ONE_DAY, Period
from helpdesk.reports.repository import Place, ReportRepository
from helpdesk.reports.tally import Tally, by_key, total
from helpdesk.reports.topics import Topic, topics
from helpdesk.reports.visits import RULES
from helpdesk.rules import rules
from helpdesk.scope import Scope

AGES = (3, 7, 15, 30, 90)
"""Days that an open ticket is old, each up to the next."""

MISSED = frozenset({Measure.answer_missed, Measure.settle_missed})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see, of what they may."""

    scope: Scope
    period: Period
    organisation_id: int | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A union below, with its figures."""

    place: Place
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the board shows."""

    period: Period
    place: Place | None
    choices: Sequence[Place]
    figures: Sequence[Figure]
    before: Mapping[str, Figure]
    curve: Sequence[tuple[date, int, int]]
    """The first day of each point, how many were opened, how many settled."""

    services: Mapping[str, int]
    sources: Mapping[str, int]
    hours: Sequence[int]
    ratings: Mapping[str, int]
    ages: Sequence[tuple[int | None, int]]
    """Up to how many days old, and how many are open; the oldest without an end."""

    lines: Sequence[Line]
    topics: Sequence[Topic]


async def board(session: AsyncSession, wanted: Wanted) -> Board:
    """Make the board.

    Raises:
        NotFound: The union is not within the scope.
    """
    repository = ReportRepository(session)
    place = await _place(repository, wanted)
    scope = Scope(place.path) if place else wanted.scope
    book = await ledger(session, scope)
    reading = Reading(book, wanted.period, wanted.service)
    standing = await reading.standing()
    now = await reading.tally(wanted.period)
    earlier = await reading.tally(wanted.period.before)
    is_city = scope.path is None and wanted.service is None
    below = await repository.list_below(scope.path or "")
    return Board(
        period=wanted.period,
        place=place,
        choices=await repository.list_below(wanted.scope.path or ""),
        figures=reckon(now + _summed(standing.values()), is_city=is_city),
        before=_named(reckon(earlier, is_city=is_city)),
        curve=await reading.curve(),
        services=await reading.services(),
        sources=by_key(now, Measure.source),
        hours=[total(now, Measure.hour, [f"{hour:02}"]) for hour in range(24)],
        ratings=by_key(now, Measure.rated),
        ages=_ages(standing),
        lines=await reading.lines(below),
        topics=await reading.topics(now),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read out of a ledger for a period."""

    book: Ledger
    period: Period
    service: str | None

    async def tally(self, period: Period) -> Tally:
        """Return what happened in a period; what is missed today is not yet."""
        tally = await self._summed(period)
        today = clock.today()
        if today in period:
            last = await self.book.by_date(Period(today, today), service=self.service)
            for (measure, key), n in last.get(today, Counter()).items():
                tally[measure, key] -= n if measure in MISSED else 0
        return tally

    async def services(self) -> Mapping[str, int]:
        """Return how many tickets of each class of service were opened."""
        found = await self.book.by_service(self.period)
        counts = {name: total(tally, Measure.opened) for name, tally in found.items()}
        return {name: n for name, n in counts.items() if n}

    async def standing(self) -> Mapping[date, Tally]:
        """Return what is open now, by the day since when; not yet late is not late."""
        found = await self.book.standing(service=self.service)
        today = clock.today()
        return {
            day: Counter(
                {k: n for k, n in tally.items() if day < today or k[0] is Measure.open}
            )
            for day, tally in found.items()
        }

    async def curve(self) -> Sequence[tuple[date, int, int]]:
        """Return how many were opened and settled, by day or by month."""
        found = await self.book.by_date(self.period, service=self.service)
        days = (self.period.first + n * ONE_DAY for n in range(self.period.days))
        points = dict.fromkeys(point(day, self.period) for day in days)
        return [
            (
                first,
                total(found.get(first, Counter()), Measure.opened),
                total(found.get(first, Counter()), Measure.settled),
            )
            for first in points
        ]

    async def lines(self, places: Sequence[Place]) -> Sequence[Line]:
        """Return the unions below where anything happened, the busiest first."""
        found = await self.book.by_place(
            self.period, [place.path for place in places], service=self.service
        )
        lines = [
            Line(place, _named(reckon(found[place.path], is_city=False)))
            for place in places
            if place.path in found
        ]
        return sorted(lines, key=lambda line: -(line.figures["opened"].value or 0))

    async def topics(self, now: Tally) -> Sequence[Topic]:
        """Return what is asked for, beside as many periods before as the rules say."""
        is_long = self.period.days > DAILY
        periods = 1 if is_long else rules(RULES)["topics"]["periods"]
        before = Counter[str]()
        for n in range(1, periods + 1):
            found = await self._summed(self.period.earlier(n))
            before.update(by_key(found, Measure.category))
        return topics(by_key(now, Measure.category), before, periods=periods)

    async def _summed(self, period: Period) -> Tally:
        found = await self.book.by_service(period)
        if self.service is not None:
            return found.get(self.service, Counter())
        return _summed(found.values())


async def _place(repository: ReportRepository, wanted: Wanted) -> Place | None:
    """Return the union that was chosen; a scope's own where it is no whole city."""
    if wanted.organisation_id is None:
        return None
    place = await repository.place(wanted.organisation_id)
    if place is None or not wanted.scope.covers(place.path):
        raise NotFound("no such union here")
    return place


def _ages(standing: Mapping[date, Tally]) -> Sequence[tuple[int | None, int]]:
    today = clock.today()
    counts: Counter[int | None] = Counter()
    for day, tally in standing.items():
        old = (today - day).days
        age = next((up_to for up_to in AGES if old <= up_to), None)
        counts[age] += total(tally, Measure.open)
    return [(age, counts[age]) for age in (*AGES, None)]


def _summed(tallies: Iterable[Tally]) -> Tally:
    summed: Tally = Counter()
    for tally in tallies:
        summed.update(tally)
    return summed


def _named(figures: Sequence[Figure]) -> Mapping[str, Figure]:
    return {figure.kpi.key: figure for figure in figures}
