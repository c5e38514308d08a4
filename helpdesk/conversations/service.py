"""Conversations: who is talking, what was said, who has the floor."""

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import ChannelKind, Conversation, Message, Reply
from helpdesk.repository import attached

KEY_BYTES = 16  # 22 characters
STALE_AFTER = timedelta(minutes=30)  # people who come back later begin afresh
OPENING_LASTS = timedelta(minutes=10)  # a page gives up its retries long before
THREAD_LIMIT = 200  # messages; the bot begins afresh, the record goes on
TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)
MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,128}")


class ConversationService:
    """Keeps the record of every exchange."""

    async def start(
        self,
        session: AsyncSession,
        *,
        channel: ChannelKind,
        source_id: str | None = None,
    ) -> Conversation:
        """Begin a conversation; without a source id its key is the only proof."""
        key = secrets.token_urlsafe(KEY_BYTES)
        identity = await ConversationRepository(session).obtain_identity(
            channel=channel, source_id=source_id or key, at=clock.now()
        )
        conversation = Conversation(
            key=key, thread=_new_thread(), identity_id=identity.id, channel=channel
        )
        session.add(conversation)
        await session.flush()
        return conversation

    async def resume(
        self, session: AsyncSession, *, channel: ChannelKind, source_id: str
    ) -> Conversation:
        """Return the identity's newest conversation, or begin its first.

        The identity is held: of two deliveries at once only one may begin it.
        """
        repository = ConversationRepository(session)
        identity = await repository.obtain_identity(
            channel=channel, source_id=source_id, at=clock.now()
        )
        newest = await repository.latest_of(identity.id)
        return newest or await self.start(session, channel=channel, source_id=source_id)

    async def open(
        self, session: AsyncSession, *, channel: ChannelKind, opening: str | None
    ) -> Conversation:
        """Begin a conversation of somebody unknown, once for each opening.

        A first message may be delivered twice, to two processes at once. Who comes
        later with the same one is somebody else.
        """
        if opening is not None:
            begun = await self.resume(session, channel=channel, source_id=opening)
            if clock.now() - begun.created_at < OPENING_LASTS:
                return begun
        return await self.start(session, channel=channel)

    async def by_key(self, session: AsyncSession, key: str) -> Conversation:
        """Return the conversation whose client holds this key."""
        _refuse_odd(key)
        return _found(await ConversationRepository(session).by_key(key))

    async def hold_with_message(
        self, session: AsyncSession, key: str, message_id: str
    ) -> tuple[Conversation, Message]:
        """Return the conversation of a key and a message of it that is on record.

        Nobody moves the floor until the commit.
        """
        _refuse_odd(key)
        repository = ConversationRepository(session)
        found = await repository.held_with_message(key, message_id)
        if found is None:
            raise NotFound("no such message")
        return found

    async def by_thread(self, session: AsyncSession, thread: str) -> Conversation:
        """Return the conversation that Rasa knows by this sender id."""
        _refuse_odd(thread)
        return _found(await ConversationRepository(session).by_thread(thread))

    async def receive(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        message_id: str,
        text: str,
    ) -> Message:
        """Record what was said; a repeated delivery returns the first record."""
        if not MESSAGE_ID.fullmatch(message_id):
            raise InvalidInput("a message id is 1 to 128 visible ASCII characters")
        conversation = await attached(session, conversation)
        repository, now = ConversationRepository(session), clock.now()
        new = await repository.add_message(
            conversation.id, message_id=message_id, text=text, at=now
        )
        if new is None:
            return await repository.message(conversation.id, message_id)
        conversation.thread_messages += 1
        conversation.last_message_at = now
        return new

    async def message(
        self, session: AsyncSession, conversation: Conversation, message_id: str
    ) -> Message:
        """Return a message that is on record."""
        return await ConversationRepository(session).message(
            conversation.id, message_id
        )

    async def answer(
        self,
        session: AsyncSession,
        message: Message,
        replies: Sequence[Reply],
        *,
        intent: str | None = None,
        confidence: float | None = None,
        degraded: bool = False,
    ) -> None:
        """Record the replies; the first answer to a message stays its answer."""
        message = await attached(session, message)
        if message.replies is not None:
            return
        message.replies = list(replies)
        message.intent, message.confidence = intent, confidence
        message.degraded = degraded
        message.answered_at = clock.now()
        await session.flush()

    async def rotate_if_stale(
        self, session: AsyncSession, conversation: Conversation
    ) -> None:
        """Begin a new thread after a long pause or many messages."""
        conversation = await attached(session, conversation)
        last = conversation.last_message_at
        paused = last is not None and clock.now() - last > STALE_AFTER
        if paused or conversation.thread_messages >= THREAD_LIMIT:
            conversation.thread = _new_thread()
            conversation.thread_messages = 0
            await session.flush()

    async def transcript(
        self, session: AsyncSession, conversation: Conversation, *, last: int = 20
    ) -> list[Message]:
        """Return the newest messages, oldest first."""
        newest = await ConversationRepository(session).list_last(
            conversation.id, last=last
        )
        return list(reversed(newest))


def _new_thread() -> str:
    return secrets.token_hex(16)


def _refuse_odd(token: str) -> None:
    """Do not ask the database for what can not be there; PostgreSQL minds a NUL."""
    if not TOKEN.fullmatch(token):
        raise NotFound("no such conversation")


def _found(conversation: Conversation | None) -> Conversation:
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation


conversations = ConversationService()
