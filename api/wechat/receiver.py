"""Takes what WeChat delivers: each thing once, a follower's in order, all in time.

WeChat waits five seconds and delivers up to four times. So what is answered is decided
once and kept, within four seconds: either the reply itself, or ``success`` together
with a place in the outbox, from where the worker sends the reply when it is there.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.gateway.exchange import Incoming
from api.gateway.lines import Lines
from api.gateway.turn import Turn, Turns
from api.wechat.deciding import Decider, tell_later
from api.wechat.deeds import DEEDS, Answer, Book, Case, asked, contact, scene
from api.wechat.departures import Departures
from api.wechat.news import NEWS
from api.wechat.post import Post, Taken
from api.wechat.underway import Underway
from helpdesk.conversations import conversations
from helpdesk.database import patiently, read_only, unit_of_work
from helpdesk.deliveries import deliveries
from helpdesk.followers import followers
from helpdesk.models import ChannelKind, Delivery
from observe.faults import place_of
from wechat.callback import SUCCESS, Callback
from wechat.inbound import Unknown, Unsubscribed

log = logging.getLogger("api.wechat")
faults = logging.getLogger("api.faults")

type Hear = Callable[[str], Awaitable[str | None]]
"""Returns what is said in a voice message, by its media id; nothing: not understood."""

GRACE = 0.4
"""Seconds past the time for a decision; then nobody is kept waiting any longer."""

LOOK_AGAIN = 0.1
"""Seconds between two looks at a delivery that another process is answering."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many seconds there are."""

    answer: float
    """From the receipt to the decision; WeChat waits for five."""

    bot: float
    """For the bot: an answer that is late goes out by itself."""


class Receiver:
    """Takes deliveries and returns what each is answered."""

    def __init__(
        self,
        callback: Callback,
        *,
        sessions: async_sessionmaker[AsyncSession],
        writers: asyncio.Semaphore,
        turns: Turns,
        book: Book,
        pace: Pace,
        departures: Departures,
        hear: Hear | None = None,
    ) -> None:
        self.callback = callback
        self.pace = pace
        self._book = book
        self._decider = Decider(callback, book.texts)
        self._sessions = sessions
        self._writers = writers
        self._turns = turns
        self._hear = hear
        self._departures = departures
        self._lines = Lines()
        self._underway = Underway()
        self._background: set[asyncio.Task[None]] = set()

    async def take(self, post: Post) -> bytes | None:
        """Return what is answered; a delivery that is repeated meanwhile waits too.

        Nothing while it is not on record, if WeChat will deliver it again.
        """
        kind = type(post.inbound)
        if kind not in DEEDS and kind not in NEWS and kind is not Unsubscribed:
            if isinstance(post.inbound, Unknown):
                log.info("nothing to do with %s", post.inbound.kind)
            return SUCCESS
        return await self._underway.answer(
            post.key,
            lambda: self._take(post),
            until=post.by + GRACE,
            comes_again=post.comes_again,
        )

    def sorry(self, post: Post) -> bytes:
        """Return what is answered when nothing else could be: the follower hears of it.

        ``success`` would leave who wrote without an answer for ever.
        """
        if contact(post.inbound) is None:
            return SUCCESS
        return self._decider.sealed(post, self._book.texts.failed)

    def too_often(self, post: Post) -> bytes:
        """Return what a follower is answered who writes faster than a person can."""
        return self._decider.sealed(post, self._book.texts.too_often)

    async def finish(self) -> None:
        """Wait for what is being decided and heard."""
        await self._underway.finish()
        await asyncio.gather(*self._background, return_exceptions=True)

    def _answered_late(self, done: asyncio.Task[None]) -> None:
        self._background.discard(done)
        error = None if done.cancelled() else done.exception()
        if error is not None:
            faults.error("%s at %s", type(error).__name__, place_of(error))

    async def _take(self, post: Post) -> bytes:
        """Stand in the follower's line before anything is awaited, then decide."""
        with self._lines.join(post.openid) as place:
            await place.reached(by=post.by + self.pace.bot)
            if isinstance(post.inbound, Unsubscribed):
                return await self._forget(post)
            sent = post.inbound.head.created
            if await self._departures.covers(post.openid, created=sent):
                return SUCCESS
            news = NEWS.get(type(post.inbound))
            if news is not None:
                async with self._work() as session:
                    await news(session, post.inbound)
                return SUCCESS
            taken, body = await patiently(lambda: self._begun(post), until=post.by)
            if body is not None:
                return body
            self._underway.record(post.key)
            await self._be_next(taken)
            if taken.answer.hears:
                taken = await self._heard_in_time(taken)
            turn = self._begin(taken)
            if turn is not None:
                await _in_time(turn, by=post.by)
            return await patiently(
                lambda: self._decided(taken, turn), until=post.by + GRACE
            )

    async def _begun(self, post: Post) -> tuple[Taken, bytes | None]:
        """Put a delivery on record, and decide at once where nothing takes time."""
        async with self._work() as session:
            taken = await self._record(session, post)
            if not taken.is_decided and (taken.answer.takes_time or not taken.is_next):
                return taken, None
            self._underway.decide(post.key)
            return taken, await self._decider.decide(session, taken)

    async def _decided(self, taken: Taken, turn: Turn | None) -> bytes:
        async with self._work() as session:
            self._underway.decide(taken.post.key)
            return await self._decider.decide(session, taken, turn)

    async def _forget(self, post: Post) -> bytes:
        """Forget who follows no more, and what is delivered of them once more."""
        self._underway.forget(post.openid)
        await self._departures.leave(post.openid, created=post.inbound.head.created)
        return SUCCESS

    @asynccontextmanager
    async def _work(self) -> AsyncIterator[AsyncSession]:
        async with self._writers, unit_of_work(self._sessions) as session:
            yield session

    async def _record(self, session: AsyncSession, post: Post) -> Taken:
        """Put a delivery on record and do what it asks for, unless that was done."""
        conversation = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id=post.openid
        )
        claim = await deliveries.claim(
            session, post.message_id, conversation.identity_id
        )
        answer = Answer()
        if claim.delivery.reply is None:
            kind = contact(post.inbound)
            if claim.is_new and kind is not None:
                await followers.contacted(
                    session, post.openid, kind, scene=scene(post.inbound)
                )
            case = Case(session, conversation, post.message_id, self._book)
            answer = await DEEDS[type(post.inbound)](case, post.inbound)
        is_next = await deliveries.is_next(session, claim.delivery)
        return Taken(post, claim.delivery, conversation, answer, is_next)

    async def _be_next(self, taken: Taken) -> None:
        """Wait while another process is answering what this follower did before."""
        is_next, loop = taken.is_next, asyncio.get_running_loop()
        while not is_next and loop.time() < taken.post.by:
            await asyncio.sleep(LOOK_AGAIN)
            is_next = await patiently(
                lambda: self._is_next(taken.delivery), until=taken.post.by
            )

    async def _is_next(self, delivery: Delivery) -> bool:
        async with read_only(self._sessions) as session:
            return await deliveries.is_next(session, delivery)

    def _begin(self, taken: Taken) -> Turn | None:
        """Put to the bot what is to be asked, if anything is."""
        if taken.answer.asks is None:
            return None
        incoming = Incoming(
            taken.conversation.key,
            taken.post.message_id,
            taken.answer.asks,
            patience=self.pace.bot,
            heard=taken.answer.heard,
            whereabouts=taken.answer.whereabouts,
        )
        return self._turns.begin(incoming)

    async def _heard_in_time(self, taken: Taken) -> Taken:
        """Listen while there is time; what is heard later is answered later."""
        listening = asyncio.create_task(self._listen(taken))
        patience = max(taken.post.by - asyncio.get_running_loop().time(), 0)
        await asyncio.wait((listening,), timeout=patience)
        if listening.done():
            return listening.result()
        late = asyncio.create_task(self._answer_heard(listening))
        self._background.add(late)
        late.add_done_callback(self._answered_late)
        return replace(taken, answer=Answer())

    async def _listen(self, taken: Taken) -> Taken:
        media_id, texts = taken.answer.hears, self._book.texts
        words = await self._hear(media_id) if self._hear and media_id else None
        if words is None:
            return replace(taken, answer=Answer(said=texts.voice_unheard))
        return replace(taken, answer=asked(texts, words, heard=True))

    async def _answer_heard(self, listening: asyncio.Task[Taken]) -> None:
        taken = await listening
        turn = self._begin(taken)
        if turn is not None:
            await _on_record(turn)
        async with self._work() as session:
            await tell_later(session, taken)


async def _in_time(turn: Turn, *, by: float) -> None:
    """Wait for a turn's answer while there is time, but always for its record."""
    patience = max(by - asyncio.get_running_loop().time(), 0)
    await asyncio.wait((turn.answered,), timeout=patience)
    await _on_record(turn)


async def _on_record(turn: Turn) -> None:
    """Wait until a turn's message is on record, or will never be."""
    await asyncio.wait(
        (turn.answered, turn.recorded), return_when=asyncio.FIRST_COMPLETED
    )
