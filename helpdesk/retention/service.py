"""Retention: what is kept how long, by class, and what happens then."""

import logging
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.audit import SYSTEM, audit
from helpdesk.database import unit_of_work
from helpdesk.models import AuditAction, AuditSubject
from helpdesk.retention.classes import Pace, RetentionClass, classes
from helpdesk.retention.repository import RetentionRepository
from helpdesk.retention.talks import OUT_OF_REACH, forget_old

logger = logging.getLogger(__name__)

BATCH = 500  # rows in one transaction: nobody waits long for the turn to write


class RetentionService:
    """Deletes and clears what is over its time."""

    async def run(
        self,
        sessions: async_sessionmaker[AsyncSession],
        *,
        pace: Pace,
        data_dir: Path,
        talks: URL | None = None,
        batch: int = BATCH,
    ) -> dict[str, int]:
        """Work off the classes of one pace; return how many rows each lost.

        A run that is cut off has done whole batches; the next one goes on. Talks are
        the bots', in a file of the data directory where nothing else is said.
        """
        done = {}
        for kind in classes():
            if kind.pace is not pace:
                continue
            if kind.file:
                at = talks or URL.create("sqlite", database=str(data_dir / kind.file))
                done[kind.name] = await self._forget_talks(at, kind)
            else:
                done[kind.name] = await self._work_off(sessions, kind, batch)
        return done

    async def _forget_talks(self, talks: URL, kind: RetentionClass) -> int:
        """Forget talks; while their database is away, everything else goes on."""
        try:
            return await forget_old(talks, before=clock.now() - kind.time)
        except OUT_OF_REACH as error:
            logger.error("%s: %s", kind.name, type(error).__name__)
            return 0

    async def _work_off(
        self,
        sessions: async_sessionmaker[AsyncSession],
        kind: RetentionClass,
        batch: int,
    ) -> int:
        total, last = 0, batch
        while last == batch:
            async with unit_of_work(sessions) as session:
                last = await self._batch(session, kind, batch)
            total += last
        if total:
            logger.info("%s: %d rows, %s", kind.name, total, kind.action)
        return total

    async def _batch(
        self, session: AsyncSession, kind: RetentionClass, batch: int
    ) -> int:
        """Work off some rows of a class, with one line in the audit log."""
        repository, now = RetentionRepository(session), clock.now()
        keys = await repository.list_over(kind, now=now, limit=batch)
        if not keys:
            return 0
        if kind.behind:
            await repository.move_horizon(before=now - kind.time, now=now)
        if kind.action == "delete":
            await repository.delete(kind, keys)
        else:
            await repository.clear(kind, keys, now=now)
        if kind.noted:
            await self._note(session, kind, len(keys))
        return len(keys)

    async def _note(
        self, session: AsyncSession, kind: RetentionClass, rows: int
    ) -> None:
        await audit.record(
            session,
            AuditAction.purged,
            AuditSubject.table,
            None,
            by=SYSTEM,
            after={"table": kind.table, "rows": rows, "action": kind.action},
            reason=f"{kind.label}: {kind.source}",
        )


retention = RetentionService()
