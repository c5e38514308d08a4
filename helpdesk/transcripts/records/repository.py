"""SQL of calls on record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import undefer

from helpdesk.models import CallCheck, CallRecord, CallRequest, Ticket
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

KEEPING = 12351_22  # an advisory lock: PostgreSQL's records are kept one by one
SAME_LENGTH_MS = 2000  # by which two recognisers' last words may lie apart
IN_ONE_STATEMENT = 500  # parameters; SQLite has a limit


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place in a list behind one call."""

    began_at: datetime
    record_id: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls are listed."""

    risk: str | None = None
    is_at_risk: bool = False
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    points: range | None = None
    is_unchecked: bool = False


class RecordRepository(Repository):
    """Questions about calls on record."""

    async def one_by_one(self) -> None:
        """Let others who keep calls wait until this transaction ends.

        The numbers of the tickets make them wait anyway; waiting here, they see what
        the one before kept, and no call is taken for new twice. SQLite's writers wait
        for each other as soon as they begin.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            await self.session.execute(select(func.pg_advisory_xact_lock(KEEPING)))

    async def list_known(self, digests: Collection[str]) -> Sequence[str]:
        """Return which of these files are on record."""
        known: list[str] = []
        ordered = sorted(digests)
        for start in range(0, len(ordered), IN_ONE_STATEMENT):
            some = ordered[start : start + IN_ONE_STATEMENT]
            statement = select(CallRecord.sha512).where(CallRecord.sha512.in_(some))
            known += (await self.session.scalars(statement)).all()
        return known

    async def by_digests(self, digests: Collection[str]) -> Sequence[CallRecord]:
        """Return the records of a batch of files."""
        statement = select(CallRecord).where(CallRecord.sha512.in_(digests))
        return (await self.session.scalars(statement)).all()

    async def first_of(self, record: CallRecord, *, live: str) -> int | None:
        """Return the first record of the same call.

        It is the same when the same is said at the same time; or when the vendor's id
        is the same and the length too, unless it is our own line's part of the call.
        The statement neither sorts nor asks for first ones: there are few that are
        alike, and many that are first.
        """
        length = record.duration_ms
        is_alike = or_(
            CallRecord.duration_ms.between(
                length - SAME_LENGTH_MS, length + SAME_LENGTH_MS
            ),
            CallRecord.source == live,
        )
        rules: list[ColumnElement[bool]] = []
        if record.speech_sha256 is not None:
            rules.append(CallRecord.speech_sha256 == record.speech_sha256)
        if record.call_name_lookup is not None:
            is_named = CallRecord.call_name_lookup == record.call_name_lookup
            rules.append(and_(is_named, is_alike))
        if not rules:
            return None
        places = select(CallRecord.id, CallRecord.same_as_id)
        statement = union_all(*(places.where(rule) for rule in rules))
        alike = (await self.session.execute(statement)).all()
        return min((first or own for own, first in alike), default=None)

    async def tickets_by_category(self, record_id: int) -> dict[str, int]:
        """Return the tickets of a call and of what is the same call, by category."""
        same = or_(CallRecord.id == record_id, CallRecord.same_as_id == record_id)
        statement = (
            select(CallRequest.category, CallRequest.ticket_id)
            .join(CallRecord, CallRecord.id == CallRequest.record_id)
            .where(same, CallRequest.ticket_id.is_not(None))
            .order_by(CallRequest.id.desc())
        )
        rows = await self.session.execute(statement)
        return {category: ticket for category, ticket in rows if ticket is not None}

    async def of_call(self, call_id: int) -> CallRecord | None:
        """Return the record of a call to our own line."""
        statement = select(CallRecord).where(CallRecord.call_id == call_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_opened(self, conversation_id: int) -> Sequence[Ticket]:
        """Return the tickets of a conversation, the newest last."""
        statement = (
            select(Ticket)
            .where(Ticket.conversation_id == conversation_id)
            .order_by(Ticket.id)
        )
        return (await self.session.scalars(statement)).all()

    async def whole(self, record_id: int, *, scope: Scope) -> CallRecord | None:
        """Return a record with all that is sealed in it."""
        statement = (
            select(CallRecord)
            .where(CallRecord.id == record_id, _seen(scope))
            .options(
                undefer(CallRecord.transcript),
                undefer(CallRecord.analysis),
                undefer(CallRecord.reading),
            )
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def original(self, record_id: int) -> bytes | None:
        """Return the file of a call as it came."""
        statement = select(CallRecord.original).where(CallRecord.id == record_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_newest(
        self, wanted: Filter, *, scope: Scope, after: Cursor | None, limit: int
    ) -> Sequence[CallRecord]:
        """Return calls, the newest first; each statement goes along one index."""
        statement = (
            select(CallRecord)
            .where(*_rules(wanted), _seen(scope))
            .order_by(CallRecord.began_at.desc(), CallRecord.id.desc())
            .limit(limit)
        )
        if after is not None:
            place = tuple_(CallRecord.began_at, CallRecord.id)
            statement = statement.where(place < (after.began_at, after.record_id))
        return (await self.session.scalars(statement)).all()

    async def list_of_phone(
        self, phone: str, *, scope: Scope, limit: int
    ) -> Sequence[CallRecord]:
        """Return the calls of a number, the newest first."""
        statement = (
            select(CallRecord)
            .where(CallRecord.phone_lookup == phone, _seen(scope))
            .order_by(CallRecord.began_at.desc(), CallRecord.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def list_requests(
        self, records: Collection[int], *, scope: Scope
    ) -> Sequence[tuple[CallRequest, Ticket | None]]:
        """Return the requests of calls in their order, with tickets that are seen."""
        is_its = (Ticket.id == CallRequest.ticket_id) & within(Ticket.path, scope)
        statement = (
            select(CallRequest, Ticket)
            .outerjoin(Ticket, is_its)
            .where(CallRequest.record_id.in_(records))
            .order_by(CallRequest.record_id, CallRequest.position)
        )
        rows = (await self.session.execute(statement)).all()
        return [(request, ticket) for request, ticket in rows]

    async def scores(self, records: Collection[int]) -> dict[int, int | None]:
        """Return the scores of the calls that were checked."""
        statement = select(CallCheck.record_id, CallCheck.score).where(
            CallCheck.record_id.in_(records)
        )
        rows = await self.session.execute(statement)
        return dict(rows.all())

    async def check_of(self, record_id: int) -> CallCheck | None:
        """Return the check of a call."""
        statement = select(CallCheck).where(CallCheck.record_id == record_id)
        return (await self.session.scalars(statement)).one_or_none()


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Match calls with a ticket in a part of the tree; the city sees every call."""
    if scope.path is None:
        return true()
    theirs = (
        select(CallRequest.id)
        .join(Ticket, Ticket.id == CallRequest.ticket_id)
        .where(CallRequest.record_id == CallRecord.id, within(Ticket.path, scope))
    )
    return theirs.exists()


def _rules(wanted: Filter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.is_at_risk or wanted.risk:
        rules.append(CallRecord.is_at_risk.is_(True))
    if wanted.risk:
        rules.append(cast(CallRecord.risks, String).contains(f'"{wanted.risk}"'))
    if wanted.source:
        rules.append(CallRecord.source == wanted.source)
    if wanted.since is not None:
        rules.append(CallRecord.began_at >= wanted.since)
    if wanted.until is not None:
        rules.append(CallRecord.began_at < wanted.until)
    if wanted.points is not None:
        low, high = wanted.points.start, wanted.points.stop - 1
        rules.append(_checked.where(CallCheck.score.between(low, high)).exists())
    if wanted.is_unchecked:
        rules.append(~_checked.exists())
    return rules


_checked = select(CallCheck.id).where(CallCheck.record_id == CallRecord.id)
