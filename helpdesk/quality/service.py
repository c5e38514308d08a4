"""Calls on record, checked: once by each edition of the rules."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.quality.book import book
from helpdesk.quality.checking import check
from helpdesk.quality.exchange import findings_as_json
from helpdesk.quality.model import Check, TicketFacts
from helpdesk.quality.repository import CheckRepository
from helpdesk.transcripts.analysis import Analysis
from helpdesk.transcripts.model import Transcript
from helpdesk.transcripts.records import archive

BATCH = 50


@dataclass(frozen=True, slots=True)
class Due:
    """A call that is to be checked."""

    record_id: int
    transcript: Transcript
    analysis: Analysis
    tickets: tuple[TicketFacts, ...]

    def judged(self) -> Check:
        """Check it."""
        return check(self.transcript, self.analysis, self.tickets)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls are checked."""

    after: int = 0
    """The record behind which to go on."""
    since: datetime | None = None
    again: bool = False
    """Whether those are checked too that these rules have checked already."""


class CallQuality:
    """Checks calls and keeps what was found."""

    async def check_new(
        self,
        sessions: async_sessionmaker[AsyncSession],
        *,
        wanted: Wanted | None = None,
        limit: int = BATCH,
    ) -> dict[int, Check]:
        """Check calls that the rules as they are have not checked; return the checks.

        It ends its own units of work, and nobody waits for the database meanwhile.
        """
        async with unit_of_work(sessions) as session:
            due = await self._due(session, wanted or Wanted(), limit)
        checks = await asyncio.to_thread(
            lambda: {each.record_id: each.judged() for each in due}
        )
        if checks:
            async with unit_of_work(sessions) as session:
                await self._settle(session, checks)
        return checks

    async def keep(self, session: AsyncSession, record_id: int) -> Check | None:
        """Check one call now; None where nothing of it is left.

        Raises:
            NotFound: There is no such call.
        """
        due = await self._read(session, record_id)
        if due is None:
            return None
        found = due.judged()
        await self._settle(session, {record_id: found})
        return found

    async def _due(
        self, session: AsyncSession, wanted: Wanted, limit: int
    ) -> list[Due]:
        records = await CheckRepository(session).list_due(
            None if wanted.again else book().digest,
            after=wanted.after,
            since=wanted.since,
            limit=limit,
        )
        read = [await self._read(session, record_id) for record_id in records]
        return [due for due in read if due is not None]

    async def _read(self, session: AsyncSession, record_id: int) -> Due | None:
        call = await archive.record(session, record_id)
        if call.transcript is None or call.analysis is None:
            return None
        tickets = {
            request.ticket.id: TicketFacts(
                number=request.ticket.number,
                category=request.ticket.category,
                priority=request.ticket.priority,
                details=request.ticket.details,
                phone=request.ticket.contact_phone,
            )
            for request in call.requests
            if request.ticket is not None
        }
        return Due(record_id, call.transcript, call.analysis, tuple(tickets.values()))

    async def _settle(self, session: AsyncSession, checks: Mapping[int, Check]) -> None:
        """Keep checks, but for calls that were cleared meanwhile."""
        repository = CheckRepository(session)
        kept, now = await repository.list_kept(checks), clock.now()
        for record_id in checks.keys() & kept:
            found = checks[record_id]
            values = {
                "rules": book().digest,
                "score": found.score,
                "findings": findings_as_json(found.findings),
                "checked_at": now,
            }
            await repository.put(record_id, values)


quality = CallQuality()
