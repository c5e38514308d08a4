"""The worker: delivers the outbox and clears what is no longer needed."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.notifications import Messenger, Sender, notifications
from helpdesk.retention import Pace, retention
from helpdesk.unanswered import unanswered

logger = logging.getLogger(__name__)

DEMO_PAUSE = 0.3  # seconds; someone is watching the page
PAUSE = 0.5
OVERDUE_PAUSE = 5.0
CLEARING_PAUSE = 60.0
RETENTION_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class Providers:
    """What takes messages out of the house."""

    sender: Sender
    messenger: Messenger | None = None


async def run(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    providers: Providers,
    stop: asyncio.Event,
) -> None:
    """Work until the event is set, then stop between two jobs."""
    messenger = providers.messenger

    async def deliver() -> None:
        await notifications.deliver_due(sessions, providers.sender)

    async def write_to_followers() -> None:
        if messenger is not None:
            await notifications.deliver_to_followers(sessions, messenger, stop=stop)

    async def answer_overdue() -> None:
        async with unit_of_work(sessions) as session:
            await unanswered.answer_overdue(session)

    async def clear() -> None:
        await retention.run(sessions, pace=Pace.minute, data_dir=settings.data_dir)

    async def retain() -> None:
        await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

    pause = DEMO_PAUSE if settings.demo else PAUSE
    async with asyncio.TaskGroup() as jobs:
        for job, every in (
            (deliver, pause),
            (write_to_followers, pause),
            (answer_overdue, OVERDUE_PAUSE),
            (clear, CLEARING_PAUSE),
            (retain, RETENTION_PAUSE),
        ):
            jobs.create_task(_repeat(job, every=every, until=stop))


async def _repeat(
    job: Callable[[], Awaitable[None]], *, every: float, until: asyncio.Event
) -> None:
    """Do a job again and again; a database that is away does not end it."""
    while not until.is_set():
        try:
            await job()
        except (SQLAlchemyError, sqlite3.Error) as error:
            # The class alone: a statement's parameters may be personal data.
            logger.error("%s: %s", job.__name__, type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), every)
