"""Takes what WeChat delivers: each thing once, a follower's in order, all in time.

WeChat waits five seconds and delivers up to four times. So what is answered is decided
once and kept, within four seconds: either the reply itself, or ``success`` together
with a place in the outbox, from where the worker sends the reply when it is there.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.gateway.exchange import Incoming
from api.gateway.lines import Lines
from api.gateway.turn import Turn, Turns
from api.wechat.deeds import DEEDS, Answer, Book, Case, contact
from api.wechat.rendering import parts
from helpdesk import clock
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.deliveries import deliveries
from helpdesk.followers import followers
from helpdesk.models import ChannelKind, Conversation, Delivery, Reply
from helpdesk.notifications import notifications
from wechat.callback import SUCCESS, Callback, Opened
from wechat.inbound import Inbound
from wechat.replies import text_reply


@dataclass(frozen=True, slots=True)
class Pace:
    """How many seconds there are."""

    answer: float = 4.0
    """From the receipt to the decision; WeChat waits for five."""

    bot: float = 20.0
    """For the bot: an answer that is late goes out by itself."""


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery as it came in."""

    inbound: Inbound
    opened: Opened
    by: float
    """Until when it is to be answered, on the event loop's clock."""

    @property
    def openid(self) -> str:
        """Return from whom it is."""
        return self.inbound.head.openid

    @property
    def message_id(self) -> str:
        """Return its name on record; an event's key would show the openid."""
        key = self.inbound.key
        return key if key.isdecimal() else sha256(key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery on record, and what it leads to."""

    post: Post
    delivery: Delivery
    conversation: Conversation
    answer: Answer


class Receiver:
    """Decides what each delivery is answered."""

    def __init__(
        self,
        callback: Callback,
        *,
        sessions: async_sessionmaker[AsyncSession],
        writers: asyncio.Semaphore,
        turns: Turns,
        book: Book,
        pace: Pace,
    ) -> None:
        self.callback = callback
        self.book = book
        self.pace = pace
        self._sessions = sessions
        self._writers = writers
        self._turns = turns
        self._lines = Lines()
        self._running: dict[tuple[str, str], asyncio.Task[bytes]] = {}

    async def take(self, post: Post) -> bytes:
        """Return what is answered; a delivery that is repeated meanwhile waits too.

        The work goes on when WeChat hangs up: the next delivery finds its result.
        """
        if type(post.inbound) not in DEEDS:
            return SUCCESS
        key = post.openid, post.message_id
        running = self._running.get(key)
        if running is None:
            running = asyncio.create_task(self._take(post))
            self._running[key] = running
            running.add_done_callback(lambda done: self._finished(key, done))
        return await asyncio.shield(running)

    def sorry(self, post: Post) -> bytes:
        """Return what is answered when nothing else could be: the follower hears of it.

        ``success`` would leave who wrote without an answer for ever.
        """
        if contact(post.inbound) is None:
            return SUCCESS
        return self._sealed(post, self.book.texts.failed)

    async def finish(self) -> None:
        """Wait for what is being decided."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _finished(self, key: tuple[str, str], done: asyncio.Task[bytes]) -> None:
        del self._running[key]
        if not done.cancelled():
            done.exception()  # seen: who waited has logged it

    async def _take(self, post: Post) -> bytes:
        """Stand in the follower's line before anything is awaited, then decide."""
        with self._lines.join(post.openid) as place:
            await place.reached(by=post.by + self.pace.bot)
            async with self._work() as session:
                taken = await self._record(session, post)
                if taken.delivery.reply is not None:
                    return taken.delivery.reply.encode()
                if taken.answer.asks is None:
                    return await self._decide(session, taken)
            turn = self._turns.begin(
                Incoming(
                    taken.conversation.key,
                    post.message_id,
                    taken.answer.asks,
                    patience=self.pace.bot,
                )
            )
            await _in_time(turn, by=post.by)
            async with self._work() as session:
                return await self._decide(session, taken, turn)

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
        if claim.delivery.reply is not None:
            return Taken(post, claim.delivery, conversation, Answer())
        kind = contact(post.inbound)
        if claim.is_new and kind is not None:
            await followers.contacted(session, post.openid, kind)
        case = Case(session, conversation, post.message_id, self.book)
        answer = await DEEDS[type(post.inbound)](case, post.inbound)
        return Taken(post, claim.delivery, conversation, answer)

    async def _decide(
        self,
        session: AsyncSession,
        taken: Taken,
        turn: Turn | None = None,
    ) -> bytes:
        """Keep what is answered, or what another process decided before."""
        delivery = await deliveries.hold(session, taken.delivery)
        if delivery.reply is not None:
            return delivery.reply.encode()
        written, body = self._written(taken.answer, turn), SUCCESS
        if written is None or await self._has_to_wait(session, taken, written):
            await _tell_later(session, taken)
        elif written:
            body = self._sealed(taken.post, written[0])
        return (await deliveries.decide(session, delivery, body.decode())).encode()

    def _written(self, answer: Answer, turn: Turn | None) -> list[str] | None:
        """Return the messages that answer; none yet while the bot thinks."""
        if turn is not None and not turn.answered.done():
            return None
        replies = [Reply(answer.said)] if answer.said else []
        replies += turn.answered.result().replies if turn else ()
        return parts(replies, self.book.texts)

    async def _has_to_wait(
        self, session: AsyncSession, taken: Taken, written: list[str]
    ) -> bool:
        """Tell whether an answer must go by the outbox: too long, too late, not next.

        The parts of a long one all do: the second could else arrive before the first.
        """
        if not written:
            return False
        late = asyncio.get_running_loop().time() >= taken.post.by
        if late or len(written) > 1:
            return True
        return await notifications.waits_for(session, taken.delivery.identity_id)

    def _sealed(self, post: Post, text: str) -> bytes:
        now = clock.now().timestamp()
        reply = text_reply(post.inbound.head, text, created=int(now))
        return self.callback.seal(reply, post.opened, now=now)


async def _in_time(turn: Turn, *, by: float) -> None:
    """Wait for a turn's answer while there is time, but always for its record."""
    patience = max(by - asyncio.get_running_loop().time(), 0)
    await asyncio.wait((turn.answered,), timeout=patience)
    await asyncio.wait(
        (turn.answered, turn.recorded), return_when=asyncio.FIRST_COMPLETED
    )


async def _tell_later(session: AsyncSession, taken: Taken) -> None:
    """Leave to the worker what is told; a message's answer may still come."""
    identity_id = taken.conversation.identity_id
    if taken.answer.said:
        await notifications.tell(
            session,
            identity_id,
            text=taken.answer.said,
            request_key=f"said:{taken.post.message_id}",
        )
    if taken.answer.asks:
        message = await conversations.message(
            session, taken.conversation, taken.post.message_id
        )
        await notifications.answer_later(session, identity_id, message)
