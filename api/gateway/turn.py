"""The one way of a message, whatever its channel: recorded, answered, never lost."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.gateway import degraded, safety
from api.gateway.bots import BotAnswer, BotError, BotLate, Bots, Question
from api.gateway.exchange import Exchange, Incoming, Outcome, exchange
from api.gateway.lines import Lines, Place
from api.gateway.sanitise import harmless
from api.health.measures import Measures, Stage
from api.texts import Texts
from helpdesk import clock
from helpdesk.conversations import command, floor, stops
from helpdesk.database import patiently
from helpdesk.identity import wish
from helpdesk.knowledge import bare_aspect
from helpdesk.models import Floor, Reply
from helpdesk.risk import danger

log = logging.getLogger("api.gateway")

LOOK_AGAIN = 0.2
"""Seconds between two looks at a message that another process is answering."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record of a message; no session hangs on it."""

    thread: str
    floor: Floor
    received_at: datetime
    is_new: bool
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A message under way; it goes on when nobody waits for it any more."""

    recorded: asyncio.Future[None]
    """Done as soon as the message is on record: from then on it is not lost."""

    answered: asyncio.Task[Outcome]


class Turns:
    """Takes messages: each once, those of one conversation one after the other."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        *,
        writers: asyncio.Semaphore,
        bots: Bots,
        texts: Texts,
        measures: Measures,
        budget: float,
    ) -> None:
        self._sessions = sessions
        self._writers = writers
        self._bots = bots
        self._texts = texts
        self._measures = measures
        self._budget = budget
        self._lines = Lines()
        self._running: dict[tuple[str, str], Turn] = {}

    async def take(self, incoming: Incoming) -> Outcome:
        """Answer a message; a delivery repeated meanwhile waits for the same answer.

        The turn goes on when the caller hangs up: then its answer is on record.
        """
        return await asyncio.shield(self.begin(incoming).answered)

    def begin(self, incoming: Incoming) -> Turn:
        """Begin a message's turn, or join the one that was begun."""
        delivery = (incoming.conversation, incoming.message_id)
        turn = self._running.get(delivery)
        if turn is not None:
            self._measures.count_turn("repeated")
            return turn
        recorded = asyncio.get_running_loop().create_future()
        turn = Turn(recorded, asyncio.create_task(self._take(incoming, recorded)))
        self._running[delivery] = turn
        turn.answered.add_done_callback(lambda done: self._finished(delivery, done))
        return turn

    async def finish(self) -> None:
        """Wait for the turns that are under way."""
        turns = [turn.answered for turn in self._running.values()]
        await asyncio.gather(*turns, return_exceptions=True)

    def _finished(self, delivery: tuple[str, str], turn: asyncio.Task[Outcome]) -> None:
        del self._running[delivery]
        if not turn.cancelled():
            turn.exception()  # seen; asyncio would log it with the worker's words

    async def _take(
        self, incoming: Incoming, on_record: asyncio.Future[None]
    ) -> Outcome:
        """Take the place in line before anything is awaited: the order of arrival."""
        by = asyncio.get_running_loop().time() + self._patience(incoming)
        with (
            self._measures.timed(Stage.total),
            self._lines.join(incoming.conversation) as place,
        ):
            recorded = await self._record(incoming, by=by)
            on_record.set_result(None)
            if not recorded.is_new:
                recorded = await self._elsewhere(incoming, recorded, by=by)
            if recorded.outcome is not None:
                self._measures.count_turn("repeated")
                return recorded.outcome
            try:
                answer = await self._asked(incoming, recorded, place, by=by)
            except BotError as error:
                return await self._settle(incoming, error)
            return await self._settle(incoming, answer)

    def _patience(self, incoming: Incoming) -> float:
        return incoming.patience or self._budget

    @asynccontextmanager
    async def _exchange(
        self, incoming: Incoming, *, arriving: bool = False
    ) -> AsyncIterator[Exchange]:
        async with (
            self._writers,
            exchange(self._sessions, incoming, arriving=arriving) as found,
        ):
            yield found

    async def _record(self, incoming: Incoming, *, by: float) -> Recorded:
        """Put the message on record, or find it there."""
        with self._measures.timed(Stage.record):
            return await patiently(lambda: self._arrive(incoming), until=by)

    async def _arrive(self, incoming: Incoming) -> Recorded:
        async with self._exchange(incoming, arriving=True) as found:
            return Recorded(
                thread=found.conversation.thread,
                floor=found.conversation.floor,
                received_at=found.message.received_at,
                is_new=found.is_new,
                outcome=found.outcome,
            )

    async def _elsewhere(
        self, incoming: Incoming, recorded: Recorded, *, by: float
    ) -> Recorded:
        """Wait while another process may be answering; its time is limited too."""
        until = recorded.received_at + timedelta(seconds=self._patience(incoming) + 1)
        while recorded.outcome is None and clock.now() < until:
            await asyncio.sleep(LOOK_AGAIN)
            recorded = await self._record(incoming, by=by)
        return recorded

    async def _asked(
        self, incoming: Incoming, recorded: Recorded, place: Place, *, by: float
    ) -> BotAnswer | None:
        """Ask the bot when it is this message's turn; nothing when a person answers."""
        if not place.is_first:
            with self._measures.timed(Stage.wait):
                if not await place.reached(by=by):
                    raise BotLate("the message before has no answer yet")
            recorded = await self._record(incoming, by=by)
        if recorded.floor is Floor.officer:
            return None
        found, text = danger(incoming.text), _meant(incoming, recorded)
        question = Question(
            sender=recorded.thread,
            text=text,
            message_id=incoming.message_id,
            channel="voice" if incoming.spoken else "chat",
            today=clock.today().isoformat(),
            danger=found.kind if found else None,
            aspect=bare_aspect(text),
            stops=stops(text),
            wish=wish(text),
            explain=incoming.explain,
            heard=incoming.heard,
            whereabouts=incoming.whereabouts,
            alternatives=tuple(
                (harmless(said), sure)
                for said, sure in incoming.alternatives
                if harmless(said)
            ),
        )
        within = max(by - asyncio.get_running_loop().time(), 0)
        with self._measures.timed(Stage.bot):
            return await self._bots.ask(question, within=within)

    async def _settle(
        self, incoming: Incoming, answer: BotAnswer | BotError | None
    ) -> Outcome:
        """Keep what is answered; a person who took the floor meanwhile goes first."""
        until = asyncio.get_running_loop().time() + self._patience(incoming)
        with self._measures.timed(Stage.store):
            return await patiently(lambda: self._keep(incoming, answer), until=until)

    async def _keep(
        self, incoming: Incoming, answer: BotAnswer | BotError | None
    ) -> Outcome:
        async with self._exchange(incoming) as found:
            if found.outcome is not None:  # by another process, in the meantime
                return found.outcome
            if answer is None or found.conversation.floor is Floor.officer:
                return await self._leave_to_officer(found)
            if isinstance(answer, BotError):
                return await self._degrade(found, answer)
            self._measures.count_turn("answered")
            return await found.answer_as(answer)

    async def _degrade(self, found: Exchange, error: BotError) -> Outcome:
        """Keep the message as a ticket and tell the worker so."""
        log.warning("the bot did not answer: %s (%s)", error.reason, error)
        self._measures.count_turn("degraded")
        self._measures.count_degraded(error.reason)
        if found.danger is not None:
            return await safety.answer(found, texts=self._texts)
        return await degraded.settle(found, error, texts=self._texts)

    async def _leave_to_officer(self, found: Exchange) -> Outcome:
        """Say once that a person reads along; then be silent.

        Who has heard the person needs no telling. What saves a life is said even so.
        """
        self._measures.count_turn("officer")
        if found.danger is not None:
            return await safety.answer(found, texts=self._texts)
        if await floor.has_spoken(found.session, found.conversation):
            return await found.answer()
        notice = Reply(self._texts.officer_has_floor)
        for earlier in reversed(await found.before()):
            if earlier.replies:
                told = notice in earlier.replies
                return await found.answer(*(() if told else (notice,)))
        return await found.answer(notice)


def _meant(incoming: Incoming, recorded: Recorded) -> str:
    """Put what only somebody in the queue can mean into words that the bot knows."""
    text = harmless(incoming.text)
    meant = command(text) if recorded.floor is Floor.queued else None
    return text if meant is None else meant.words
