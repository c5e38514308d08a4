"""Decides what a delivery is answered: a reply, or ``success`` and a reply later."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from api.gateway.turn import Turn
from api.wechat.deeds import Answer
from api.wechat.post import Post, Taken
from api.wechat.rendering import parts
from api.wechat.texts import Texts
from helpdesk import clock
from helpdesk.conversations import conversations, floor
from helpdesk.deliveries import deliveries
from helpdesk.models import Delivery, Reply
from helpdesk.notifications import notifications
from wechat.callback import SUCCESS, Callback
from wechat.replies import text_reply


class Decider:
    """Keeps the first decision; every repetition of a delivery gets its bytes."""

    def __init__(self, callback: Callback, texts: Texts) -> None:
        self._callback = callback
        self._texts = texts

    async def decide(
        self, session: AsyncSession, taken: Taken, turn: Turn | None = None
    ) -> bytes:
        """Keep what is answered, or return what another process decided before."""
        await floor.hold(session, taken.conversation)  # nobody speaks meanwhile
        delivery = await deliveries.hold(session, taken.delivery)
        overtaken = await _is_overtaken(session, taken, delivery)
        if delivery.reply is not None:
            return SUCCESS if overtaken else delivery.reply.encode()
        written = [] if overtaken else self._written(taken.answer, turn)
        body = SUCCESS
        if written is None or await _has_to_wait(session, taken, written):
            await tell_later(session, taken)
        elif written:
            body = self.sealed(taken.post, written[0])
        return (await deliveries.decide(session, delivery, body.decode())).encode()

    def sealed(self, post: Post, text: str) -> bytes:
        """Write a text as the body that answers a delivery."""
        now = clock.now().timestamp()
        reply = text_reply(post.inbound.head, text, created=int(now))
        return self._callback.seal(reply, post.opened, now=now)

    def _written(self, answer: Answer, turn: Turn | None) -> list[str] | None:
        """Return the messages that answer; none yet while the bot thinks."""
        if turn is not None and not turn.answered.done():
            return None
        replies = [Reply(answer.said)] if answer.said else []
        replies += turn.answered.result().replies if turn else ()
        return parts(replies, self._texts)


async def _is_overtaken(
    session: AsyncSession, taken: Taken, delivery: Delivery
) -> bool:
    """Tell whether an officer has spoken since a delivery was answered.

    What asks the bot is answered when the answer is on record, all else at once.
    """
    since = delivery.decided_at or delivery.received_at
    if delivery.decided_at is None and taken.answer.asks:
        message = await conversations.message(
            session, taken.conversation, taken.post.message_id
        )
        if message.answered_at is None:
            return False
        since = message.answered_at
    return await notifications.is_overtaken(session, taken.conversation, since=since)


async def _has_to_wait(session: AsyncSession, taken: Taken, written: list[str]) -> bool:
    """Tell whether an answer must go by the outbox: too long, too late, not next.

    The parts of a long one all do: the second could else arrive before the first.
    """
    if not written:
        return False
    late = asyncio.get_running_loop().time() >= taken.post.by
    if late or len(written) > 1:
        return True
    return await notifications.waits_for(session, taken.delivery.identity_id)


async def tell_later(session: AsyncSession, taken: Taken) -> None:
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
