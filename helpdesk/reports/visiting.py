"""Counting visits: the last days are counted anew, what lies before them stays."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.clock import day_of
from helpdesk.database import read_only, unit_of_work
from helpdesk.reports.facts import Measure
from helpdesk.reports.periods import Period
from helpdesk.reports.repository import Cell, ReportRepository
from helpdesk.reports.visit_repository import VisitRepository
from helpdesk.reports.visits import RULES, Said, judged
from helpdesk.rules import rules

MEASURES = (
    Measure.visit,
    Measure.visit_solved,
    Measure.visit_channel,
    Measure.message,
    Measure.message_unanswered,
)
LEAD = timedelta(days=1)
"""A visit may have begun before the days that are counted."""


async def count_visits(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Count the visits of the last days; only the whole city's."""
    now = clock.now()
    today = day_of(now)
    back = timedelta(days=rules(RULES)["visits"]["looked_back_days"] - 1)
    period = Period(today - back, today)
    since = datetime.combine(period.first, time(), clock.SHENZHEN) - LEAD
    async with read_only(sessions) as session:
        repository = VisitRepository(session)
        said = await repository.list_said(since)
        handed_on = await repository.handed_on(since)
    counts = await asyncio.to_thread(counted, said, handed_on, period, now=now)
    async with unit_of_work(sessions) as session:
        await ReportRepository(session).replace(period, MEASURES, counts)


def counted(
    said: Sequence[Said],
    handed_on: Mapping[int, Sequence[datetime]],
    period: Period,
    *,
    now: datetime,
) -> Counter[Cell]:
    """Return the counts of a period."""
    counts: Counter[Cell] = Counter()

    def add(moment: datetime, measure: Measure, key: str = "") -> None:
        if (day := day_of(moment)) in period:
            counts[Cell("", measure, day, "", key)] += 1

    for each in said:
        if each.is_ours:
            add(each.at, Measure.message)
        if each.is_unanswered:
            add(each.at, Measure.message_unanswered)
    for visit, is_solved in judged(said, handed_on, now=now):
        add(visit.last, Measure.visit)
        add(visit.last, Measure.visit_channel, visit.channel)
        if is_solved:
            add(visit.last, Measure.visit_solved)
    return counts
