"""Writing what was asked for: row by row into a sealed file, told how far it is."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock, spool
from helpdesk.database import glance, read_only, unit_of_work
from helpdesk.errors import NotFound
from helpdesk.models import Export, ExportState, Officer
from helpdesk.officers import scope_of
from helpdesk.reports.exports.asking import Request
from helpdesk.reports.exports.cells import RULES, Ticketed, head, row
from helpdesk.reports.exports.repository import ExportRepository
from helpdesk.reports.exports.service import CHUNK, FOLDER, kept
from helpdesk.reports.exports.writing import Table, table
from helpdesk.rules import rules
from helpdesk.spool import Spool, Spooled
from helpdesk.tickets.lines import Place
from helpdesk.tickets.queue import queue

LEFT_OVER = timedelta(hours=1)
"""How old a file is that nobody can be writing any more."""

type Behind = int | Place | None
"""Where the next rows begin."""


class ExportWriter:
    """Writes tables, small ones at once, large ones in the worker."""

    async def write_waiting(
        self, sessions: async_sessionmaker[AsyncSession], *, data_dir: Path
    ) -> int:
        """Write what was asked for; return how many tables were written."""
        written = 0
        while True:
            async with glance(sessions) as session:
                export = await ExportRepository(session).next_waiting()
            if export is None:
                return written
            await self.write(sessions, export, data_dir=data_dir)
            written += 1

    async def write(
        self,
        sessions: async_sessionmaker[AsyncSession],
        export: Export,
        *,
        data_dir: Path,
    ) -> None:
        """Write one table; what can not be written is marked so."""
        try:
            written = await self._written(sessions, export, data_dir)
        except (OSError, NotFound):
            await self._note(sessions, export, state=ExportState.failed)
            return
        await self._note(sessions, export, state=ExportState.ready, file=written)

    async def sweep(
        self, sessions: async_sessionmaker[AsyncSession], *, data_dir: Path
    ) -> None:
        """Delete files that nobody may fetch any more."""
        async with read_only(sessions) as session:
            since = clock.now() - kept()
            needed = set(await ExportRepository(session).list_paths(since=since))
        before = (clock.now() - LEFT_OVER).timestamp()
        for path, at in list(spool.listed(data_dir, FOLDER)):
            if path not in needed and at < before:
                await asyncio.to_thread(spool.remove, data_dir, path)

    async def _written(
        self,
        sessions: async_sessionmaker[AsyncSession],
        export: Export,
        data_dir: Path,
    ) -> Spooled:
        request = Request.from_json(export.wanted)
        into = await asyncio.to_thread(Spool, data_dir, FOLDER)
        try:
            rows = table(request.form, into, sheet=rules(RULES)["sheet"])
            rows.add(head())
            done = 0
            async for keys in self._keys(sessions, export, request):
                async with read_only(sessions) as session:
                    tickets = await ExportRepository(session).tickets(
                        keys, clear=request.is_clear
                    )
                await asyncio.to_thread(_add, rows, tickets, request)
                done += len(keys)
                await self._note(sessions, export, done=done)
            rows.finish()
            return await asyncio.to_thread(into.finish)
        except BaseException:
            into.discard()
            raise

    async def _keys(
        self,
        sessions: async_sessionmaker[AsyncSession],
        export: Export,
        request: Request,
    ) -> AsyncIterator[Sequence[int]]:
        """Yield tickets by key, some at a time; no more than were counted."""
        after: Behind = None
        left = export.total
        while left:
            async with read_only(sessions) as session:
                officer = await session.get_one(Officer, export.officer_id)
                keys, after = await self._some(session, request, officer, after)
            keys = keys[:left]
            if not keys:
                return
            left -= len(keys)
            yield keys

    async def _some(
        self,
        session: AsyncSession,
        request: Request,
        officer: Officer,
        after: Behind,
    ) -> tuple[Sequence[int], Behind]:
        scope = await scope_of(session, officer)
        if request.queue is not None:
            place = after if isinstance(after, Place) else None
            lines = await queue.page(
                session,
                request.queue,
                officer=officer,
                scope=scope,
                after=place,
                limit=CHUNK,
            )
            behind = Place.behind(lines[-1], request.queue) if lines else None
            return [line.id for line in lines], behind
        if request.opened is None:
            return [], None
        last = after if isinstance(after, int) else 0
        found = await ExportRepository(session).list_opened(
            request.opened, scope, after=last, limit=CHUNK
        )
        return found, found[-1] if found else last

    async def _note(
        self,
        sessions: async_sessionmaker[AsyncSession],
        export: Export,
        *,
        state: ExportState | None = None,
        file: Spooled | None = None,
        done: int | None = None,
    ) -> None:
        async with unit_of_work(sessions) as session:
            known = await session.get_one(Export, export.id)
            if done is not None:
                known.done = done
            if state is not None:
                known.state, known.finished_at = state, clock.now()
            if file is not None:
                known.path, known.file_key = file.path, file.key


def _add(rows: Table, tickets: Sequence[Ticketed], request: Request) -> None:
    for ticket in tickets:
        rows.add(row(ticket, request))


writer = ExportWriter()
