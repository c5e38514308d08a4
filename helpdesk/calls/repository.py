"""SQL of calls."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select, update

from helpdesk.models import Call, CallRecord, CallTurn
from helpdesk.models.sealed import Digest
from helpdesk.repository import Repository


class CallRepository(Repository):
    """Questions about calls and their turns."""

    async def by_call_id(self, call_id: Digest) -> Call | None:
        """Return the call that the platform gave this id; its digest will do."""
        statement = select(Call).where(Call.call_lookup == call_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def add(
        self,
        call_id: str,
        *,
        identity_id: int,
        conversation_id: int,
        talk: Mapping[str, Any] | None,
        at: datetime,
    ) -> Call | None:
        """Record a call and return it; nothing when it is on record already."""
        new = self.insert(Call).values(
            call_lookup=call_id,
            identity_id=identity_id,
            conversation_id=conversation_id,
            talk=talk,
            unfinished=False,
            began_at=at,
        )
        once = new.on_conflict_do_nothing().returning(Call)
        return (await self.session.scalars(once)).one_or_none()

    async def take_over(self, identity_id: int, *, since: datetime) -> Call | None:
        """Return the newest call that broke off since then, for one call only."""
        broken_off = (
            select(Call.id)
            .where(
                Call.identity_id == identity_id,
                Call.unfinished.is_(True),
                Call.ended_at >= since,
            )
            .order_by(Call.ended_at.desc())
            .limit(1)
            .scalar_subquery()
        )
        taken = (
            update(Call)
            .where(Call.id == broken_off, Call.unfinished.is_(True))
            .values(unfinished=False)
            .returning(Call)
        )
        return (await self.session.scalars(taken)).one_or_none()

    async def add_turn(
        self, call_id: int, seq: int, *, heard: str | None, at: datetime
    ) -> CallTurn | None:
        """Record an event and return it; nothing when it is on record already."""
        new = self.insert(CallTurn).values(
            call_id=call_id, seq=seq, heard=heard, received_at=at
        )
        once = new.on_conflict_do_nothing().returning(CallTurn)
        return (await self.session.scalars(once)).one_or_none()

    async def awaits(self, call_id: int, *, before: int, since: datetime) -> bool:
        """Tell whether an earlier event, come in since then, has no answer yet."""
        open_turn = select(CallTurn.id).where(
            CallTurn.call_id == call_id,
            CallTurn.seq < before,
            CallTurn.answer.is_(None),
            CallTurn.received_at >= since,
        )
        return await self.session.scalar(open_turn.limit(1)) is not None

    async def turn(self, call_id: int, seq: int) -> CallTurn:
        """Return an event that is on record."""
        statement = select(CallTurn).where(
            CallTurn.call_id == call_id, CallTurn.seq == seq
        )
        return (await self.session.scalars(statement)).one()

    async def list_over(self, *, silent_since: datetime, limit: int) -> Sequence[Call]:
        """Return calls that are over, or silent for long, and are not kept yet."""
        is_kept = exists().where(CallRecord.call_id == Call.id)
        speaks = exists().where(
            CallTurn.call_id == Call.id, CallTurn.received_at >= silent_since
        )
        is_silent = and_(Call.began_at < silent_since, ~speaks)
        statement = (
            select(Call)
            .where(or_(Call.ended_at.is_not(None), is_silent), ~is_kept)
            .order_by(Call.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def list_turns(self, call_id: int) -> Sequence[CallTurn]:
        """Return the events of a call in their order."""
        statement = (
            select(CallTurn).where(CallTurn.call_id == call_id).order_by(CallTurn.seq)
        )
        return (await self.session.scalars(statement)).all()
