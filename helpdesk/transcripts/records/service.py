"""The archive of calls: each kept once, with tickets for what it asks for."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import NotFound, NumbersSpared
from helpdesk.models import AuditAction, AuditSubject, CallRecord, CallRequest
from helpdesk.scope import Scope
from helpdesk.tickets import tickets
from helpdesk.transcripts.analysis import analysis_as_json
from helpdesk.transcripts.model import as_json
from helpdesk.transcripts.records.kept import Kept
from helpdesk.transcripts.records.opened import (
    CallLine,
    OpenedCall,
    RequestOnRecord,
    opened,
)
from helpdesk.transcripts.records.repository import Cursor, Filter, RecordRepository
from helpdesk.transcripts.records.requests import open_ticket, requests_of

LIVE = "hotline"
"""The source of a call to our own line."""

ALL = Filter()
CITY = Scope()
PAGE = 50
SPARED = 10_000
"""Ticket numbers of a day that no import takes: some people call today."""

MARK = 40  # characters of a digest that name a call among the messages of tickets


class CallArchive:
    """Keeps calls and finds them again."""

    async def known(self, session: AsyncSession, digests: Collection[str]) -> set[str]:
        """Return which of these files, by SHA-512, are on record."""
        return set(await RecordRepository(session).list_known(digests))

    async def keep(
        self, session: AsyncSession, batch: Sequence[Kept], *, job_id: int | None = None
    ) -> list[CallRecord]:
        """Keep calls with tickets for their requests; return their records in order.

        All of it happens in the caller's transaction. A file that is on record stays
        as it is; the same call in another format opens no ticket a second time. Keep
        batches small: whoever opens a ticket meanwhile waits for the end.

        Raises:
            NumbersSpared: The day's last ticket numbers are left to who calls today.
        """
        repository = RecordRepository(session)
        await repository.one_by_one()
        if await tickets.numbers_left(session) < SPARED:
            raise NumbersSpared("the day's last ticket numbers are left to callers")
        digests = [kept.original.sha512 for kept in batch]
        known = {r.sha512: r for r in await repository.by_digests(set(digests))}
        for digest, kept in zip(digests, batch, strict=True):
            if digest not in known:
                known[digest] = await self._keep(session, kept, job_id)
        return [known[digest] for digest in digests]

    async def find(
        self,
        session: AsyncSession,
        wanted: Filter = ALL,
        *,
        scope: Scope = CITY,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> list[CallLine]:
        """Return the calls that are wanted, the newest first."""
        repository = RecordRepository(session)
        found = await repository.list_newest(
            wanted, scope=scope, after=after, limit=limit
        )
        return await self._lines(repository, found, scope)

    async def of_phone(
        self,
        session: AsyncSession,
        phone: str,
        *,
        scope: Scope = CITY,
        limit: int = PAGE,
    ) -> list[CallLine]:
        """Return the calls of a number, the newest first."""
        repository = RecordRepository(session)
        found = await repository.list_of_phone(phone, scope=scope, limit=limit)
        return await self._lines(repository, found, scope)

    async def record(
        self, session: AsyncSession, record_id: int, *, scope: Scope = CITY
    ) -> OpenedCall:
        """Return a call with its requests, their tickets and its check.

        Of its tickets only those are told that are within the scope.

        Raises:
            NotFound: There is no such call there.
        """
        repository = RecordRepository(session)
        record = await repository.whole(record_id, scope=scope)
        if record is None:
            raise NotFound("no such call")
        requests = tuple(
            RequestOnRecord.of(*row)
            for row in await repository.list_requests([record_id], scope=scope)
        )
        return opened(record, requests, await repository.check_of(record_id))

    async def open(
        self,
        session: AsyncSession,
        record_id: int,
        *,
        by: Actor,
        scope: Scope = CITY,
        reason: str | None = None,
    ) -> OpenedCall:
        """Return a call to an officer; that it was opened is on record.

        Raises:
            NotFound: There is no such call within the scope.
        """
        call = await self.record(session, record_id, scope=scope)
        await _note(session, AuditAction.viewed, record_id, by=by, reason=reason)
        return call

    async def unmask(
        self,
        session: AsyncSession,
        record_id: int,
        *,
        by: Actor,
        reason: str,
        scope: Scope = CITY,
    ) -> OpenedCall:
        """Return a call to an officer who said why names and numbers are to be seen.

        Raises:
            NotFound: There is no such call within the scope.
        """
        call = await self.record(session, record_id, scope=scope)
        await _note(session, AuditAction.unmasked, record_id, by=by, reason=reason)
        return call

    async def original(self, session: AsyncSession, record_id: int) -> bytes:
        """Return the file of a call as it came.

        Raises:
            NotFound: There is none, or it was cleared.
        """
        content = await RecordRepository(session).original(record_id)
        if content is None:
            raise NotFound("no such file")
        return content

    async def _keep(
        self, session: AsyncSession, kept: Kept, job_id: int | None
    ) -> CallRecord:
        """Put a call on record that is not there yet."""
        repository, record = RecordRepository(session), row_of(kept, job_id)
        first = await repository.first_of(record, live=LIVE)
        record.same_as_id = first
        session.add(record)
        await session.flush()
        known = await repository.tickets_by_category(first) if first else {}
        for position, request in enumerate(requests_of(kept.analysis)):
            message_id = f"{record.sha512[:MARK]}-{position}"
            ticket_id = known.get(request.category)
            if ticket_id is None and request.needs_ticket:
                ticket_id = await open_ticket(
                    session, kept, request, message_id=message_id
                )
            row = CallRequest(
                record_id=record.id,
                position=position,
                category=request.category,
                ticket_id=ticket_id,
                segments=list(request.segments),
            )
            session.add(row)
        await session.flush()
        return record

    async def _lines(
        self, repository: RecordRepository, found: Sequence[CallRecord], scope: Scope
    ) -> list[CallLine]:
        keys = [record.id for record in found]
        requests: dict[int, list[RequestOnRecord]] = {key: [] for key in keys}
        for request, ticket in await repository.list_requests(keys, scope=scope):
            requests[request.record_id].append(RequestOnRecord.of(request, ticket))
        scores = await repository.scores(keys)
        return [
            _line(record, tuple(requests[record.id]), scores.get(record.id))
            for record in found
        ]


async def _note(
    session: AsyncSession,
    action: AuditAction,
    record_id: int,
    *,
    by: Actor,
    reason: str | None,
) -> None:
    """Put on record who looked at a call."""
    await audit.record(
        session, action, AuditSubject.call, record_id, by=by, reason=reason
    )


def row_of(kept: Kept, job_id: int | None = None) -> CallRecord:
    """Return a call as it is put on record."""
    now, risks = clock.now(), kept.risks
    return CallRecord(
        sha512=kept.original.sha512,
        speech_sha256=kept.speech_sha256,
        original=kept.original.data,
        transcript=as_json(kept.transcript),
        analysis=analysis_as_json(kept.analysis),
        reading=kept.reading(),
        call_name=kept.call_name,
        phone=kept.caller,
        job_id=job_id,
        source=kept.transcript.source[:24],
        began_at=kept.transcript.started_at or now,
        duration_ms=kept.duration_ms,
        is_at_risk=bool(risks),
        risks=risks,
        kept_at=now,
    )


def _line(
    record: CallRecord, requests: tuple[RequestOnRecord, ...], score: int | None
) -> CallLine:
    return CallLine(
        id=record.id,
        source=record.source,
        began_at=record.began_at,
        duration_ms=record.duration_ms,
        risks=tuple(record.risks),
        requests=requests,
        score=score,
        same_as_id=record.same_as_id,
        is_cleared=record.cleared_at is not None,
    )


archive = CallArchive()
