"""The worker: delivers the outbox and clears what is no longer needed."""

import asyncio
import logging
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions
from helpdesk.errors import ConfigurationError
from helpdesk.notifications import DemoSender, NoSender, Sender, notifications
from helpdesk.retention import Pace, retention

logger = logging.getLogger(__name__)

DEMO_PAUSE = 0.3  # seconds; someone is watching the page
PAUSE = 1.0
CLEARING_PAUSE = 60.0
RETENTION_PAUSE = 3600.0


def main(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C, then stop between two jobs."""
    asyncio.run(_main(settings))


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until the event is set."""
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    sender: Sender = DemoSender() if settings.demo else NoSender()

    async def deliver() -> None:
        await notifications.deliver_due(sessions, sender)

    async def clear() -> None:
        await retention.run(sessions, pace=Pace.minute, data_dir=settings.data_dir)

    async def retain() -> None:
        await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

    pause = DEMO_PAUSE if settings.demo else PAUSE
    try:
        async with asyncio.TaskGroup() as jobs:
            jobs.create_task(_repeat(deliver, every=pause, until=stop))
            jobs.create_task(_repeat(clear, every=CLEARING_PAUSE, until=stop))
            jobs.create_task(_repeat(retain, every=RETENTION_PAUSE, until=stop))
    finally:
        await engine.dispose()


async def _main(settings: Settings) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    logger.info("worker started")
    await run(settings, stop)
    logger.info("worker stopped")


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


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    try:
        main(Settings())
    except ConfigurationError as error:
        logger.error("%s", error)
        sys.exit(2)
