"""The worker: delivers the outbox and clears what is no longer needed."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.assignment import assignment
from helpdesk.calls import calls
from helpdesk.casework import close_due, escalate_due
from helpdesk.config import Settings
from helpdesk.database import glance, unit_of_work
from helpdesk.evidence import Fetch, evidence
from helpdesk.figures import job as figured
from helpdesk.figures import keep_figures
from helpdesk.notifications import Messenger, Sender, notifications
from helpdesk.quality import Wanted, quality
from helpdesk.reports.exports import writer
from helpdesk.reports.working import keep_counts, keep_sheets
from helpdesk.retention import Pace, retention
from helpdesk.search import index_due
from helpdesk.transcripts.records import keep_calls
from helpdesk.transcripts.records.taking import Reader
from helpdesk.transcripts.uploads import uploads, work_off
from helpdesk.unanswered import unanswered
from helpdesk.webhooks import Post, deliver, fence_of
from observe import trace

logger = logging.getLogger(__name__)

DEMO_PAUSE = 0.3  # seconds; someone is watching the page
PAUSE = 0.5
OVERDUE_PAUSE = 5.0
GIVING_PAUSE = 2.0
UPLOADS_PAUSE = 2.0
INDEXING_PAUSE = 2.0
CALLS_PAUSE = 5.0
COUNTS_PAUSE = 5.0
EXPORTS_PAUSE = 2.0
FIGURES_PAUSE = 10.0  # Prometheus asks every 15 seconds
SHEETS_PAUSE = 600.0

LIMITS_PAUSE = 20.0
CLOSING_PAUSE = 600.0
CLEARING_PAUSE = 60.0
RETENTION_PAUSE = 3600.0
LOOKED_AT_AGAIN = 1000
"""Calls behind the last checked one: more than are kept in one transaction."""


@dataclass(frozen=True, slots=True)
class Providers:
    """What takes messages out of the house, evidence in, and reads calls."""

    sender: Sender
    messenger: Messenger | None = None
    fetch: Fetch | None = None
    post: Post | None = None
    reader: Callable[[], Reader] | None = None
    """Gives the analyst of calls; loading it takes seconds, so it is asked late."""


@dataclass(slots=True)
class Reached:
    """The last call that was checked: those far before it are not looked through."""

    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Jobs:
    """What is done again and again."""

    settings: Settings
    sessions: async_sessionmaker[AsyncSession]
    providers: Providers
    stop: asyncio.Event
    reached: Reached = field(default_factory=Reached)

    async def deliver(self) -> None:
        """Send short messages."""
        await notifications.deliver_due(self.sessions, self.providers.sender)

    async def write_to_followers(self) -> None:
        """Send what waits for followers of the WeChat account."""
        if self.providers.messenger is not None:
            await notifications.deliver_to_followers(
                self.sessions, self.providers.messenger, stop=self.stop
            )

    async def call_webhooks(self) -> None:
        """Tell other programs what happened to tickets."""
        if self.providers.post is not None:
            fence = fence_of(self.settings)
            await deliver(self.sessions, self.providers.post, fence, stop=self.stop)

    async def give_out(self) -> None:
        """Give new tickets to officers by the supervisors' rules."""
        await assignment.give_out(self.sessions)

    async def answer_overdue(self) -> None:
        """Say that it was kept, where a message found no answer."""
        async with unit_of_work(self.sessions) as session:
            await unanswered.answer_overdue(session)

    async def fetch_evidence(self) -> None:
        """Fetch what workers sent."""
        if self.providers.fetch is not None:
            await evidence.fetch_due(
                self.sessions, self.providers.fetch, data_dir=self.settings.data_dir
            )

    async def read_uploads(self) -> None:
        """Work off the transcripts that were handed in."""
        if self.providers.reader is None or not await self._has_uploads():
            return
        with _kept_apart("uploads"):
            reader = await asyncio.to_thread(self.providers.reader)
            await work_off(
                self.sessions, reader, data_dir=self.settings.data_dir, stop=self.stop
            )

    async def keep_calls(self) -> None:
        """Keep the calls to our own line that are over."""
        if self.providers.reader is None or not await self._has_calls():
            return
        with _kept_apart("calls"):
            reader = await asyncio.to_thread(self.providers.reader)
            while not self.stop.is_set() and await keep_calls(self.sessions, reader):
                pass

    async def _has_calls(self) -> bool:
        async with glance(self.sessions) as session:
            return bool(await calls.list_over(session, limit=1))

    async def _has_uploads(self) -> bool:
        async with glance(self.sessions) as session:
            return await uploads.is_due(session)

    async def check_calls(self) -> None:
        """Check calls that came in since; at the start, all that these rules did not.

        A few are looked at again: of two calls the later one may have been kept first.
        """
        reached = self.reached
        with _kept_apart("checks"):
            while not self.stop.is_set():
                after = max(0, reached.record_id - LOOKED_AT_AGAIN)
                checks = await quality.check_new(
                    self.sessions, wanted=Wanted(after=after)
                )
                if not checks:
                    return
                reached.record_id = max(reached.record_id, *checks)

    async def keep_counts(self) -> None:
        """Keep the figures of the board up with the tickets."""
        await keep_counts(self.sessions)

    async def keep_figures(self) -> None:
        """Look up for operators how much waits."""
        await keep_figures(self.sessions)

    async def keep_sheets(self) -> None:
        """Look for signs of trouble; write last week's brief down."""
        with _kept_apart("sheets"):
            await keep_sheets(self.sessions)

    async def write_exports(self) -> None:
        """Write the large tables that officers asked for."""
        with _kept_apart("exports"):
            await writer.write_waiting(self.sessions, data_dir=self.settings.data_dir)

    async def see_to_limits(self) -> None:
        """Remind of limits that come near, and report what is late to leaders."""
        await escalate_due(self.sessions)

    async def close_settled(self) -> None:
        """Close what was settled and that nobody came back to."""
        await close_due(self.sessions)

    async def index(self) -> None:
        """Let what was written be found."""
        with _kept_apart("index"):
            while not self.stop.is_set() and await index_due(self.sessions):
                pass

    async def clear(self) -> None:
        """Clear what lives for minutes."""
        await self._retain(Pace.minute)

    async def retain(self) -> None:
        """Clear what lives for days, and files that belong to nothing."""
        await self._retain(Pace.hour)
        await evidence.sweep(self.sessions, data_dir=self.settings.data_dir)
        await uploads.sweep(self.sessions, data_dir=self.settings.data_dir)
        await writer.sweep(self.sessions, data_dir=self.settings.data_dir)

    async def _retain(self, pace: Pace) -> None:
        await retention.run(
            self.sessions,
            pace=pace,
            data_dir=self.settings.data_dir,
            talks=self.settings.talks_url,
        )


async def run(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    providers: Providers,
    stop: asyncio.Event,
) -> None:
    """Work until the event is set, then stop between two jobs."""
    todo = Jobs(settings, sessions, providers, stop)
    pause = DEMO_PAUSE if settings.demo else PAUSE
    async with asyncio.TaskGroup() as jobs:
        for job, every in (
            (todo.deliver, pause),
            (todo.write_to_followers, pause),
            (todo.call_webhooks, pause),
            (todo.fetch_evidence, pause),
            (todo.give_out, GIVING_PAUSE),
            (todo.answer_overdue, OVERDUE_PAUSE),
            (todo.read_uploads, UPLOADS_PAUSE),
            (todo.keep_calls, CALLS_PAUSE),
            (todo.check_calls, CALLS_PAUSE),
            (todo.keep_counts, COUNTS_PAUSE),
            (todo.keep_figures, FIGURES_PAUSE),
            (todo.keep_sheets, SHEETS_PAUSE),
            (todo.write_exports, EXPORTS_PAUSE),
            (todo.see_to_limits, LIMITS_PAUSE),
            (todo.close_settled, CLOSING_PAUSE),
            (todo.index, INDEXING_PAUSE),
            (todo.clear, CLEARING_PAUSE),
            (todo.retain, RETENTION_PAUSE),
        ):
            jobs.create_task(_repeat(job, every=every, until=stop))


@contextmanager
def _kept_apart(name: str) -> Iterator[None]:
    """Let a call that nobody can read stop nothing else; its job is tried again."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error):
        raise
    except Exception as error:  # its text may quote what was said
        logger.error("%s: %s", name, type(error).__name__)


async def _repeat(
    job: Callable[[], Awaitable[None]], *, every: float, until: asyncio.Event
) -> None:
    """Do a job again and again; a database that is away does not end it."""
    while not until.is_set():
        try:
            with trace.under(trace.begin()), figured(job.__name__):
                await job()
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            # OSError where nobody listens. The class alone: parameters may be personal.
            logger.error("%s: %s", job.__name__, type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), every)
