"""Exports: asked for, counted, written sealed, fetched by who asked, gone next day."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock, spool
from helpdesk.audit import Actor, audit
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Export,
    ExportState,
    Officer,
)
from helpdesk.officers import scope_of
from helpdesk.reports.exports.asking import Request
from helpdesk.reports.exports.cells import RULES
from helpdesk.reports.exports.repository import ExportRepository
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.tickets.lines import Place
from helpdesk.tickets.queue import queue
from helpdesk.tickets.wanted import Wanted

FOLDER = "exports"
CHUNK = 500
SHOWN = 30


class TooMany(InvalidInput):
    """There are more rows than one file may have."""

    def __init__(self, total: int, most: int) -> None:
        super().__init__(f"{total} rows, at most {most}")
        self.total, self.most = total, most


class NothingThere(InvalidInput):
    """There is no row to write."""


class ExportService:
    """Hands tables out."""

    async def ask(
        self,
        session: AsyncSession,
        request: Request,
        *,
        officer: Officer,
        by: Actor,
        reason: str | None = None,
    ) -> Export:
        """Take a request down, with a line in the audit log.

        Raises:
            TooMany: There are more rows than one file may have.
            NothingThere: There are none.
        """
        total = await self._count(session, request, officer)
        most = rules(RULES)["most"]
        if total > most:
            raise TooMany(total, most)
        if not total:
            raise NothingThere("no such tickets")
        export = Export(
            key=secrets.token_urlsafe(16),
            officer_id=officer.id,
            wanted=request.to_json(),
            total=total,
            state=ExportState.running if total <= _at_once() else ExportState.waiting,
        )
        session.add(export)
        await session.flush()
        await audit.record(
            session,
            AuditAction.exported,
            AuditSubject.table,
            export.id,
            by=by,
            after={**request.told(), "rows": total},
            reason=reason,
        )
        return export

    async def of(self, session: AsyncSession, key: str, officer: Officer) -> Export:
        """Return an export of this officer's own.

        Raises:
            NotFound: It is not theirs, over its time, or of more than they see now.
        """
        export = await ExportRepository(session).by_key(key)
        if export is None or export.officer_id != officer.id or _is_over(export):
            raise NotFound("no such export")
        seen = Request.from_json(export.wanted).scope
        now = await scope_of(session, officer)
        if not now.covers(seen):
            raise NotFound("no such export any more")
        return export

    async def list_of(
        self, session: AsyncSession, officer: Officer
    ) -> Sequence[Export]:
        """Return an officer's exports that can still be fetched, the newest first."""
        found = await ExportRepository(session).list_of(officer.id, limit=SHOWN)
        return [export for export in found if not _is_over(export)]

    async def content(self, export: Export, *, data_dir: Path) -> bytes:
        """Return the file.

        Raises:
            Conflict: It is not written yet.
            NotFound: It is gone.
        """
        if export.state is not ExportState.ready:
            raise Conflict("the table is not ready")
        path, key = export.path or "", export.file_key or ""
        return await asyncio.to_thread(spool.read, data_dir, path=path, key=key)

    async def _count(
        self, session: AsyncSession, request: Request, officer: Officer
    ) -> int:
        scope = await scope_of(session, officer)
        if request.queue is not None:
            return await self._listed(session, request.queue, officer, scope)
        if request.opened is None:
            raise InvalidInput("say which tickets")
        return await ExportRepository(session).count_opened(request.opened, scope)

    async def _listed(
        self, session: AsyncSession, wanted: Wanted, officer: Officer, scope: Scope
    ) -> int:
        """Count a list to its end: the queue itself counts settled tickets so far."""
        total, after, most = 0, None, rules(RULES)["most"]
        while total <= most:
            lines = await queue.page(
                session, wanted, officer=officer, scope=scope, after=after, limit=CHUNK
            )
            total += len(lines)
            if len(lines) < CHUNK:
                break
            after = Place.behind(lines[-1], wanted)
        return total


def _is_over(export: Export) -> bool:
    return export.created_at < clock.now() - kept()


def _at_once() -> int:
    """Return up to how many rows are written while the officer waits."""
    return int(rules(RULES)["at_once"])


def kept() -> timedelta:
    """Return how long a file may be fetched."""
    return timedelta(hours=int(rules(RULES)["kept_hours"]))


exports = ExportService()
