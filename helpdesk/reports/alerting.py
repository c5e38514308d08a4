"""What the worker writes down for leaders: alerts, and what found no answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import SheetKind
from helpdesk.reports.alerts import Alert, of_employers, of_streets
from helpdesk.reports.periods import ONE_DAY, Period, week_with
from helpdesk.reports.sheet_repository import SheetRepository
from helpdesk.reports.visits import RULES
from helpdesk.reports.words import Word, common_words
from helpdesk.rules import rules
from helpdesk.scope import Scope

NOW = "now"
"""The name of the sheet with the alerts of this moment."""


async def watch(sessions: async_sessionmaker[AsyncSession]) -> Sequence[Alert]:
    """Look for signs of trouble, and write down what there is."""
    now = clock.now()
    book = rules(RULES)
    street = book["warnings"]["street"]
    since = now - timedelta(days=street["days"] + street["compared_days"])
    async with read_only(sessions) as session:
        repository = SheetRepository(session)
        complaints = await repository.list_complaints(book["complaints"], since=since)
        streets = await repository.streets()
    found = await asyncio.to_thread(
        lambda: [
            *of_employers(complaints, now=now),
            *of_streets(complaints, streets, now=now),
        ]
    )
    async with unit_of_work(sessions) as session:
        content = [alert.to_json() for alert in found]
        await SheetRepository(session).write(SheetKind.warnings, NOW, content, at=now)
    return found


async def alerts(session: AsyncSession, scope: Scope) -> Sequence[Alert]:
    """Return the alerts that a scope may know of, the largest first."""
    sheet = await SheetRepository(session).sheet(SheetKind.warnings, NOW, "")
    stored = (Alert.from_json(each) for each in (sheet.content if sheet else ()))
    seen = (alert.seen_by(scope) for alert in stored)
    return sorted((each for each in seen if each), key=lambda each: -each.people)


async def listen(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Write down the words that this week's unanswered questions have in common.

    On a Monday last week's are written for the last time.
    """
    today = clock.today()
    for day in {today, today - ONE_DAY}:
        await _listen(sessions, week_with(day))


async def unanswered(session: AsyncSession, week: str) -> Sequence[Word]:
    """Return the words of a week."""
    sheet = await SheetRepository(session).sheet(SheetKind.unanswered, week, "")
    stored = sheet.content if sheet else ()
    return [Word(one["word"], one["people"], tuple(one["beside"])) for one in stored]


async def unanswered_weeks(session: AsyncSession) -> Sequence[str]:
    """Return the weeks whose words are on record, the newest first."""
    return await SheetRepository(session).names(SheetKind.unanswered, "", limit=26)


async def _listen(sessions: async_sessionmaker[AsyncSession], week: Period) -> None:
    since, until = (
        datetime.combine(day, time(), clock.SHENZHEN)
        for day in (week.first, week.last + ONE_DAY)
    )
    async with read_only(sessions) as session:
        said = await SheetRepository(session).list_unanswered(
            since=since, until=until, limit=rules(RULES)["unanswered"]["longest"]
        )
    found = await asyncio.to_thread(common_words, said)
    async with unit_of_work(sessions) as session:
        await SheetRepository(session).write(
            SheetKind.unanswered,
            week.week,
            [asdict(word) for word in found],
            at=clock.now(),
        )
