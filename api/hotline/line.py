"""The one way of a call's event: claimed once, answered once, state on record."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.gateway.exchange import Incoming, Outcome
from api.gateway.lines import Lines
from api.gateway.turn import Turns
from api.hotline.answering import Answered, Answers
from api.hotline.deciding import Ask, Decisions, Tell
from api.hotline.schemas import CallAnswer, CallEvent, Transfer
from api.hotline.talk import Talk
from api.hotline.words import Words
from helpdesk import clock
from helpdesk.calls import calls
from helpdesk.conversations import conversations, desk
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.models import Call, CallTurn, Floor, Ticket
from helpdesk.numbers import read_contact_phone
from helpdesk.privacy import redact
from helpdesk.rates import Rates
from helpdesk.risk import danger
from helpdesk.tickets import tickets

LOOK_AGAIN = 0.1
"""Seconds between two looks at an event that another process is answering."""


class Place(NamedTuple):
    """Where an event stands: its call, its record, how far the call was."""

    call: Call
    turn: CallTurn
    talk: Talk
    key: str
    caller: str | None
    is_new: bool
    is_next: bool
    """Whether no other process is still answering an event before this one."""


class Hotline:
    """Takes the events of calls: each once, those of one call one after the other."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        *,
        writers: asyncio.Semaphore,
        turns: Turns,
        words: Words,
        rates: Rates,
    ) -> None:
        self._rates = rates
        self._sessions = sessions
        self._writers = writers
        self._turns = turns
        self._words = words
        self._patience = timedelta(seconds=words.patience_seconds + 1)
        self._decisions = Decisions(words)
        self._answers = Answers(words)
        self._lines = Lines()

    async def take(self, event: CallEvent) -> CallAnswer:
        """Answer an event; whoever repeats it gets the same answer.

        Raises:
            TooOften: The call sends more events than anybody can say or press.
        """
        await self._rates.take(call=event.call_id)
        by = asyncio.get_running_loop().time() + self._words.patience_seconds + 1
        with self._lines.join(event.call_id) as line:
            await line.reached(by=by)
            place = await self._place(event)
            place = await self._elsewhere(event, place)
            if place.turn.answer is not None:
                return CallAnswer.model_validate(place.turn.answer)
            answer, talk = await self._answered(event, place)
            return await self._settle(place, answer, talk)

    async def _place(self, event: CallEvent) -> Place:
        """Put the event on record, or find it there."""
        async with self._writers, unit_of_work(self._sessions) as session:
            call = await calls.begin(
                session, event.call_id, caller=_number(event.caller)
            )
            turn, is_new = await calls.claim(session, call, event.seq, heard=event.said)
            is_next = await self._is_next(session, call, turn)
            conversation = await calls.conversation(session, call)
            earlier = Talk.before(call.talk)
            talk = replace(earlier, seq=-1, resuming=True) if earlier else None
            return Place(
                call,
                turn,
                talk or Talk.read(call.talk),
                conversation.key,
                await calls.caller(session, call),
                is_new,
                is_next,
            )

    async def _is_next(self, session: AsyncSession, call: Call, turn: CallTurn) -> bool:
        """Look for an earlier event under way, where one is missing in between.

        It may have ended after the call was read: then the call is read again.
        """
        if turn.seq <= Talk.read(call.talk).seq + 1:
            return True
        is_next = await calls.is_next(session, turn, patience=self._patience)
        await session.refresh(call)
        return is_next

    async def _elsewhere(self, event: CallEvent, place: Place) -> Place:
        """Wait while another process may be answering; its time is limited too.

        It may be answering this event, or the one before: two processes take the
        events of one call in their order.
        """
        is_mine, until = place.is_new, place.turn.received_at + self._patience
        while place.turn.answer is None and not (is_mine and place.is_next):
            if clock.now() >= until:
                break
            await asyncio.sleep(LOOK_AGAIN)
            place = await self._place(event)
        return place

    async def _answered(self, event: CallEvent, place: Place) -> Answered:
        talk = place.talk
        if event.event == "hangup":
            return await self._hung_up(event, place)
        if event.event == "start" or talk.seq < 0:
            begun = self._begun(talk)
            if event.event == "start":
                return begun
            talk = begun[1]
        if event.seq < talk.seq:  # overtaken: what was asked since still stands
            return self._answers.told(Tell("repeated", {"said": talk.said}), talk)
        deed, talk = self._decisions.decide(event, talk)
        if isinstance(deed, Ask):
            return await self._asked(event, place, deed, talk)
        return self._answers.told(deed, talk)

    def _begun(self, talk: Talk) -> Answered:
        """Announce who listens and that it is recorded; or say where we were."""
        if talk.seq >= 0:
            return self._answers.told(Tell("repeated", {"said": talk.said}), talk)
        if talk.resuming:
            return self._answers.told(Tell("resumed"), talk)
        return self._answers.told(Tell("opening", is_new=True), talk)

    async def _asked(
        self, event: CallEvent, place: Place, ask: Ask, talk: Talk
    ) -> Answered:
        """Let the bot answer, and hand the call over when a person is to come."""
        found = danger(ask.text)
        outcome = await self._turns.take(
            Incoming(
                place.key,
                _message_id(event),
                ask.text,
                spoken=True,
                patience=self._words.patience_seconds,
                alternatives=ask.alternatives,
            )
        )
        talk = replace(talk, words=talk.words if talk.matter else ask.text)
        answer, talk = self._answers.answered(
            outcome, talk, caller=place.caller, is_danger=found is not None
        )
        if outcome.floor is Floor.bot or not desk().is_open:
            return answer, talk
        transfer = await self._transfer(place, outcome, talk)
        handed = self._answers.transferred(
            answer, transfer, is_danger=found is not None
        )
        return handed, replace(talk, asked=None, matter=None, number=None, rest=())

    async def _transfer(self, place: Place, outcome: Outcome, talk: Talk) -> Transfer:
        """Write for the seat what the call is about."""
        async with unit_of_work(self._sessions) as session:
            conversation = await conversations.by_key(session, place.key)
            messages = await conversations.transcript(session, conversation, last=5)
            ticket = await tickets.latest_of(session, conversation)
            return Transfer(
                summary=redact("；".join(m.text for m in messages if _tells(m.text))),
                matter=talk.matter or outcome.intent,
                ticket=ticket.number if ticket else None,
                level=conversation.level,
            )

    async def _hung_up(self, event: CallEvent, place: Place) -> Answered:
        """End the call; a matter that was clear is seen to by calling back."""
        talk = place.talk
        async with self._writers, unit_of_work(self._sessions) as session:
            if talk.matter is not None:
                await self._call_back(session, event, place)
            await calls.end(session, place.call, unfinished=talk.matter is not None)
        return self._answers.told(Tell("hung_up", hangs_up=True), talk)

    async def _call_back(
        self, session: AsyncSession, event: CallEvent, place: Place
    ) -> None:
        """Open a ticket to call back, unless this call has opened one."""
        conversation = await calls.conversation(session, place.call)
        latest = await tickets.latest_of(session, conversation)
        matter = place.talk.matter
        if matter is None or place.caller is None or _covers(latest, place):
            return
        await tickets.open(
            session,
            category=matter,
            subject=self._words.callback_subject.format(words=place.talk.words),
            details={"message": place.talk.words},
            conversation=conversation,
            message_id=_message_id(event),
            contact_phone=place.caller,
        )

    async def _settle(self, place: Place, answer: CallAnswer, talk: Talk) -> CallAnswer:
        """Keep the answer; what another process kept before goes first."""
        seq = max(place.turn.seq, talk.seq)
        async with self._writers, unit_of_work(self._sessions) as session:
            kept = await calls.settle(
                session,
                place.turn,
                answer=answer.model_dump(),
                talk=replace(talk, seq=seq).to_json(),
            )
            return CallAnswer.model_validate(kept)


def _tells(text: str) -> bool:
    """Tell whether a message is more than a number: codes are nobody's business."""
    return any(char.isalpha() and char not in "Xx" for char in text)


def _covers(ticket: Ticket | None, place: Place) -> bool:
    """Tell whether a ticket of this call, or of the one before it, is the matter's."""
    if ticket is None:
        return False
    is_same = ticket.category == place.talk.matter and not ticket.status.is_settled
    return is_same or ticket.created_at >= place.call.began_at


def _number(caller: str | None) -> str | None:
    """Return the number that calls; a hidden or odd one is none."""
    try:
        return read_contact_phone(caller or "")
    except InvalidInput:
        return None


def _message_id(event: CallEvent) -> str:
    """Name an event among the messages of its conversation."""
    mark = sha256(event.call_id.encode()).hexdigest()[:24]
    return f"{mark}-{event.seq}"
