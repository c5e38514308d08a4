"""The weekly brief: figures of a week, written down when it ends, for each place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.models import SheetKind
from helpdesk.reports.alerting import alerts
from helpdesk.reports.alerts import Alert
from helpdesk.reports.board import Board, Wanted, board
from helpdesk.reports.kpis import Figure, kpis
from helpdesk.reports.periods import DAYS_OF_A_WEEK, Period, week_of, week_with
from helpdesk.reports.repository import ReportRepository
from helpdesk.reports.sheet_repository import SheetRepository
from helpdesk.reports.topics import Topic
from helpdesk.scope import Scope

SHOWN = 8
"""Lines of each list: the brief is one page."""

KEPT_WEEKS = 120


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as it is written down."""

    value: float | None
    part: int
    among: int

    def of(self, key: str) -> Figure:
        """Return it as the figure of a KPI."""
        return Figure(kpis().named(key), self.value, self.part, self.among)


@dataclass(frozen=True, slots=True)
class Sign:
    """An alert as the brief has it."""

    kind: str
    name: str
    days: int
    people: int
    usual: float | None
    category: str


@dataclass(frozen=True, slots=True)
class Late:
    """A union below that settled late."""

    name: str
    number: Number


@dataclass(frozen=True, slots=True)
class Brief:
    """What a week was like."""

    week: str
    place: str
    """The union's name; empty for the whole city."""

    now: Mapping[str, Number]
    before: Mapping[str, Number]
    curve: Sequence[tuple[str, int, int]]
    topics: Sequence[Topic]
    late: Sequence[Late]
    signs: Sequence[Sign]
    is_final: bool = False

    @property
    def period(self) -> Period:
        """Return the days it is about."""
        return week_of(self.week)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote."""
        told = dict(stored)
        for side in ("now", "before"):
            told[side] = {key: Number(**one) for key, one in told[side].items()}
        told["topics"] = [Topic(**one) for one in told["topics"]]
        told["signs"] = [Sign(**one) for one in told["signs"]]
        told["late"] = [
            Late(one["name"], Number(**one["number"])) for one in told["late"]
        ]
        told["curve"] = [tuple(point) for point in told["curve"]]
        return cls(**told)


class Weekly:
    """Writes briefs down, and gives them out."""

    async def of(self, session: AsyncSession, week: str, scope: Scope) -> Brief:
        """Return the brief of a week: as it was written down, else as it is now.

        Raises:
            InvalidInput: There is no such week, or it has not begun.
        """
        period = week_of(week)
        if period.first > clock.today():
            raise InvalidInput("that week has not begun")
        place = scope.path or ""
        sheet = await SheetRepository(session).sheet(SheetKind.weekly, week, place)
        if sheet is not None:
            return Brief.from_json(sheet.content)
        return await make(session, period, scope)

    async def weeks(self, session: AsyncSession, scope: Scope) -> Sequence[str]:
        """Return the weeks that are written down, the newest first."""
        place = scope.path or ""
        return await SheetRepository(session).names(
            SheetKind.weekly, place, limit=KEPT_WEEKS
        )

    async def freeze(self, sessions: async_sessionmaker[AsyncSession]) -> int:
        """Write down last week for the city and for every union with officers.

        What is written down stays, whatever happens to its tickets later.
        """
        last = week_with(clock.today()).back(DAYS_OF_A_WEEK)
        async with unit_of_work(sessions) as session:
            repository = SheetRepository(session)
            scopes = {Scope(), *map(Scope, await repository.list_scopes())}
        written = 0
        for scope in sorted(scopes, key=lambda each: each.path or ""):
            async with unit_of_work(sessions) as session:
                written += await self._freeze(session, last, scope)
        return written

    async def _freeze(
        self, session: AsyncSession, period: Period, scope: Scope
    ) -> bool:
        repository, place = SheetRepository(session), scope.path or ""
        if await repository.sheet(SheetKind.weekly, period.week, place):
            return False
        brief = await make(session, period, scope, is_final=True)
        await repository.write_once(
            SheetKind.weekly, period.week, brief.to_json(), at=clock.now(), place=place
        )
        return True


async def make(
    session: AsyncSession, period: Period, scope: Scope, *, is_final: bool = False
) -> Brief:
    """Make a brief of what is on record now."""
    today = clock.today()
    seen = await board(session, Wanted(scope, period.until(today)))
    is_fresh = is_final or today in period
    signs = await alerts(session, scope) if is_fresh else ()
    place = await ReportRepository(session).at(scope.path) if scope.path else None
    return Brief(
        week=period.week,
        place=place.name if place else "",
        now={figure.kpi.key: _number(figure) for figure in seen.figures},
        before={key: _number(figure) for key, figure in seen.before.items()},
        curve=[
            (day.isoformat(), opened, settled) for day, opened, settled in seen.curve
        ],
        topics=[topic for topic in seen.topics if topic.now][:SHOWN],
        late=_late(seen),
        signs=[_sign(alert) for alert in signs][:SHOWN],
        is_final=is_final,
    )


def _number(figure: Figure) -> Number:
    return Number(figure.value, figure.part, figure.among)


def _late(seen: Board) -> Sequence[Late]:
    """Return the unions below that did not settle everything in time, worst first."""
    on_time = [
        (line.place.name, line.figures["settled_on_time"]) for line in seen.lines
    ]
    late = [(name, each) for name, each in on_time if each.value not in {None, 1}]
    late.sort(key=lambda pair: (pair[1].value, pair[0]))
    return [Late(name, _number(each)) for name, each in late[:SHOWN]]


def _sign(alert: Alert) -> Sign:
    counted = Counter(told.category for told in alert.complaints)
    [(category, _)] = counted.most_common(1)
    return Sign(alert.kind, alert.name, alert.days, alert.people, alert.usual, category)


weekly = Weekly()
