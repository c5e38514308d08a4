"""How the records stand, looked up by the worker every few seconds.

Each worker gives the same figures: take the largest of them, not the sum.
"""

from datetime import datetime, timedelta

from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import read_only
from helpdesk.figures.repository import LEAVING, FiguresRepository
from helpdesk.models import OutboxKind, OutboxState, Priority

NEAR = timedelta(hours=4)
NEAR_DAY = timedelta(days=1)

OUTBOX = Gauge(
    "gonghui_outbox_items",
    "What has not left the house, by provider and state: waiting, held, failed.",
    ("kind", "state"),
)
OUTBOX_AGE = Gauge(
    "gonghui_outbox_oldest_seconds",
    "For how long the first item that waits has been due.",
    ("kind",),
)
TICKETS = Gauge(
    "gonghui_tickets_unsettled", "Tickets that are not settled.", ("priority",)
)
DEADLINES = Gauge(
    "gonghui_deadlines",
    "Unsettled tickets whose limit (answer, settle) is over or near.",
    ("limit", "state"),
)
QUEUE = Gauge("gonghui_officer_queue", "Conversations that wait for an officer.")
QUEUE_AGE = Gauge(
    "gonghui_officer_queue_oldest_seconds", "For how long the first one has waited."
)


async def keep_figures(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Look up how much waits."""
    async with read_only(sessions) as session:
        repository, now = FiguresRepository(session), clock.now()
        await _outbox(repository, now)
        await _tickets(repository, now)
        count, since = await repository.queue()
    QUEUE.set(count)
    QUEUE_AGE.set(_seconds(since, now))


async def _outbox(repository: FiguresRepository, now: datetime) -> None:
    found = {(row[0], row[1]): (row[2], row[3]) for row in await repository.outbox()}
    for kind in OutboxKind:
        for state in LEAVING:
            OUTBOX.labels(kind, state).set(found.get((kind, state), (0, None))[0])
        _, due = found.get((kind, OutboxState.waiting), (0, None))
        OUTBOX_AGE.labels(kind).set(_seconds(due, now))


async def _tickets(repository: FiguresRepository, now: datetime) -> None:
    found = {row[0]: row[1] for row in await repository.tickets()}
    for priority in Priority:
        TICKETS.labels(priority).set(found.get(priority, 0))
    today = clock.day_of(now)
    over = await repository.unanswered(before=now)
    near = await repository.unanswered(before=now + NEAR)
    DEADLINES.labels("answer", "over").set(over)
    DEADLINES.labels("answer", "near").set(near - over)
    over = await repository.unsettled(before=today)
    near = await repository.unsettled(before=today + 2 * NEAR_DAY)
    DEADLINES.labels("settle", "over").set(over)
    DEADLINES.labels("settle", "near").set(near - over)


def _seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
