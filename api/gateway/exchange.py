"""One message on record: what came in, what goes out, and the transaction between."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.gateway.bots import BotAnswer
from api.gateway.sanitise import legible
from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.identity import identity
from helpdesk.models import Button, Conversation, Floor, Message, Reply
from helpdesk.risk import Danger, danger


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, as a channel hands it over after it has read the delivery."""

    conversation: str
    message_id: str
    text: str
    spoken: bool = False
    address: str = ""
    """The network address it came from, where that is not this machine."""

    explain: bool = False
    """Whether the channel shows why the answer is what it is."""

    patience: float | None = None
    """Seconds that the bot has, where the channel can wait longer than a page."""

    heard: bool = False
    """Whether a recogniser wrote the words down, where the answer is read."""

    whereabouts: bool = False
    """Whether the words are a place that was shared on a map."""

    alternatives: tuple[tuple[str, float], ...] = ()
    """What a recogniser may have heard, each with its confidence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the channel has to send, and who has the floor now."""

    conversation: str
    floor: Floor
    replies: tuple[Reply, ...]
    intent: str | None = None
    confidence: float | None = None
    explanation: Mapping[str, Any] | None = None
    """Why; told once and not kept."""

    @property
    def requested(self) -> str | None:
        """What the worker is asked for now."""
        return next((reply.asks for reply in self.replies if reply.asks), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message with its conversation, inside one transaction."""

    session: AsyncSession
    conversation: Conversation
    message: Message
    is_new: bool
    is_spoken: bool = False

    @property
    def danger(self) -> Danger | None:
        """What danger the message tells of, if any."""
        return danger(self.message.text)

    @property
    def outcome(self) -> Outcome | None:
        """What was answered; none while nothing is."""
        if self.message.replies is None:
            return None
        return Outcome(
            conversation=self.conversation.key,
            floor=self.conversation.floor,
            replies=tuple(self.message.replies),
            intent=self.message.intent,
            confidence=self.message.confidence,
        )

    async def answer(self, *replies: Reply, degraded: bool = False) -> Outcome:
        """Keep what the gateway itself says."""
        await conversations.answer(
            self.session, self.message, list(replies), degraded=degraded
        )
        return self._settled()

    async def answer_as(self, bot: BotAnswer) -> Outcome:
        """Keep what the bot says."""
        await conversations.answer(
            self.session,
            self.message,
            replies_of(bot),
            intent=bot.understood.intent,
            confidence=bot.understood.confidence,
        )
        return replace(self._settled(), explanation=bot.explanation)

    async def before(self) -> list[Message]:
        """Return the conversation's last messages before this one."""
        last = await conversations.transcript(self.session, self.conversation)
        return [message for message in last if message.id < self.message.id]

    def _settled(self) -> Outcome:
        outcome = self.outcome
        if outcome is None:
            raise RuntimeError("the answer was not kept")
        return outcome


@asynccontextmanager
async def exchange(
    sessions: async_sessionmaker[AsyncSession],
    incoming: Incoming,
    *,
    arriving: bool = False,
) -> AsyncIterator[Exchange]:
    """Give the message on record, put there when it was not; commits at the end.

    A delivery that was repeated finds it: `receive` gives back what it has.
    """
    async with unit_of_work(sessions) as session:
        if not arriving:
            conversation, message = await conversations.hold_with_message(
                session, incoming.conversation, incoming.message_id
            )
            yield Exchange(session, conversation, message, False, incoming.spoken)
            return
        conversation = await conversations.by_key(session, incoming.conversation)
        await conversations.rotate_if_stale(session, conversation)
        await floor.notice_absence(session, conversation)
        if incoming.address:
            await identity.note_address(session, conversation, incoming.address)
        counted = conversation.thread_messages
        message = await conversations.receive(
            session,
            conversation,
            message_id=incoming.message_id,
            text=legible(incoming.text),
        )
        is_new = conversation.thread_messages > counted  # repeats are not counted
        yield Exchange(session, conversation, message, is_new, incoming.spoken)


def replies_of(bot: BotAnswer) -> list[Reply]:
    """Turn the bot's messages into what is recorded and sent; the last one asks."""
    replies = [
        Reply(
            message.text,
            tuple(Button(choice.title, choice.payload) for choice in message.buttons),
        )
        for message in bot.messages
    ]
    return [*replies[:-1], *(replace(r, asks=bot.requested) for r in replies[-1:])]
