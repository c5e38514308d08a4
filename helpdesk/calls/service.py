"""Calls: begun once, every event answered once, and gone on with after a hang-up."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.calls.repository import CallRepository
from helpdesk.conversations import conversations
from helpdesk.errors import InvalidInput
from helpdesk.identity import identity
from helpdesk.models import Call, CallTurn, ChannelKind, Conversation, Identity
from helpdesk.numbers import read_contact_phone
from helpdesk.repository import attached, held

RESUMED_WITHIN = timedelta(minutes=10)
"""Somebody whose line broke calls again at once; later it may be another person."""

HIDDEN = "call:"
"""Before the id of a call without a number: an id may look like one."""

SILENT_FOR = timedelta(minutes=30)
"""After that a call is over, though no platform said so."""


class Claim(NamedTuple):
    """An event on record, and whether this is the first time that it came."""

    turn: CallTurn
    is_new: bool


class CallService:
    """Knows which calls there are and what their events were answered."""

    async def begin(
        self, session: AsyncSession, call_id: str, *, caller: str | None
    ) -> Call:
        """Return a call; its first event puts it on record.

        Two calls from one number, a factory's or a family's, are two conversations.
        Only who broke off a moment ago comes back to the same one, and has to prove
        anew who is speaking: a caller number can be forged.
        """
        repository = CallRepository(session)
        known = await repository.by_call_id(call_id)
        if known is not None:
            return known
        conversation = await conversations.start(
            session,
            channel=ChannelKind.hotline,
            source_id=caller or f"{HIDDEN}{call_id}",
        )
        earlier = await self._broken_off(session, conversation) if caller else None
        if earlier is not None:
            await session.delete(conversation)
            conversation = await self.conversation(session, earlier)
            await identity.forget(session, conversation)
        new = await repository.add(
            call_id,
            identity_id=conversation.identity_id,
            conversation_id=conversation.id,
            talk=None if earlier is None else {"before": earlier.talk},
            at=clock.now(),
        )
        if new is None and earlier is None:
            await session.delete(conversation)
        found = new or await repository.by_call_id(call_id)
        if found is None:
            raise RuntimeError("the call was not kept")
        return found

    async def _broken_off(
        self, session: AsyncSession, conversation: Conversation
    ) -> Call | None:
        """Return the call of this caller that broke off; no other call gets it."""
        return await CallRepository(session).take_over(
            conversation.identity_id, since=clock.now() - RESUMED_WITHIN
        )

    async def conversation(self, session: AsyncSession, call: Call) -> Conversation:
        """Return where a call is recorded."""
        return await session.get_one(Conversation, call.conversation_id)

    async def caller(self, session: AsyncSession, call: Call) -> str | None:
        """Return the number that calls; none when it was hidden."""
        known = await session.get_one(Identity, call.identity_id)
        try:
            return read_contact_phone(known.source_id)
        except InvalidInput:
            return None

    async def claim(
        self, session: AsyncSession, call: Call, seq: int, *, heard: str | None = None
    ) -> Claim:
        """Record an event with what was heard, or find what is on record of it."""
        repository = CallRepository(session)
        new = await repository.add_turn(call.id, seq, heard=heard, at=clock.now())
        if new is not None:
            return Claim(new, is_new=True)
        return Claim(await repository.turn(call.id, seq), is_new=False)

    async def is_next(
        self, session: AsyncSession, turn: CallTurn, *, patience: timedelta
    ) -> bool:
        """Tell whether no event before this one is still being answered elsewhere.

        One that got no answer within the patience is waited for no more.
        """
        return not await CallRepository(session).awaits(
            turn.call_id, before=turn.seq, since=clock.now() - patience
        )

    async def settle(
        self,
        session: AsyncSession,
        turn: CallTurn,
        *,
        answer: Mapping[str, Any],
        talk: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        """Keep an answer and how far the call is, or return what was kept before."""
        turn = await held(session, turn)
        if turn.answer is not None:
            return turn.answer
        turn.answer = dict(answer)
        call = await session.get_one(Call, turn.call_id)
        call.talk = dict(talk)
        await session.flush()
        return turn.answer

    async def end(self, session: AsyncSession, call: Call, *, unfinished: bool) -> None:
        """Note that a call is over, and whether something was left undone."""
        call = await attached(session, call)
        if call.ended_at is None:
            call.ended_at, call.unfinished = clock.now(), unfinished
            await session.flush()

    async def list_over(
        self, session: AsyncSession, *, limit: int
    ) -> Sequence[tuple[Call, Sequence[CallTurn]]]:
        """Return calls that are over and not kept yet, each with its events."""
        repository = CallRepository(session)
        since = clock.now() - SILENT_FOR
        over = await repository.list_over(silent_since=since, limit=limit)
        return [(call, await repository.list_turns(call.id)) for call in over]


calls = CallService()
