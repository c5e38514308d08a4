"""SQL of conversations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from helpdesk.models import ChannelKind, Conversation, Identity, Message
from helpdesk.repository import Repository

# What every message asks is written once: building it costs as much as asking it.
BY_KEY = select(Conversation).where(Conversation.key == bindparam("key"))
DELIVERED = select(Message).where(
    Message.conversation_id == bindparam("conversation"),
    Message.message_id == bindparam("message"),
)
# Both are held: PostgreSQL reads again after a wait only what it holds.
HELD_WITH_MESSAGE = (
    select(Conversation, Message)
    .join(Message, Message.conversation_id == Conversation.id)
    .where(
        Conversation.key == bindparam("key"),
        Message.message_id == bindparam("message"),
    )
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


class ConversationRepository(Repository):
    """Questions about conversations, their identities and messages."""

    async def obtain_identity(
        self, *, channel: ChannelKind, source_id: str, at: datetime
    ) -> Identity:
        """Return the identity on a channel, held; make it where it is new."""
        found = (
            select(Identity)
            .where(Identity.channel == channel, Identity.source_lookup == source_id)
            .with_for_update(key_share=True)
        )
        known = (await self.session.scalars(found)).one_or_none()
        if known is not None:
            return known
        new = self.insert(Identity).values(
            channel=channel, source_id=source_id, source_lookup=source_id, created_at=at
        )
        await self.session.execute(new.on_conflict_do_nothing())
        return (await self.session.scalars(found)).one()

    async def latest_of(self, identity_id: int) -> Conversation | None:
        """Return the newest conversation of an identity."""
        statement = (
            select(Conversation)
            .where(Conversation.identity_id == identity_id)
            .order_by(Conversation.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def by_key(self, key: str) -> Conversation | None:
        """Return the conversation whose client holds this key."""
        return (await self.session.scalars(BY_KEY, {"key": key})).one_or_none()

    async def by_thread(self, thread: str) -> Conversation | None:
        """Return the conversation that Rasa knows by this sender id."""
        statement = select(Conversation).where(Conversation.thread == thread)
        return (await self.session.scalars(statement)).one_or_none()

    async def add_message(
        self, conversation_id: int, *, message_id: str, text: str, at: datetime
    ) -> Message | None:
        """Record a message and return it; nothing when it is on record already."""
        new = self.insert(Message).values(
            conversation_id=conversation_id,
            message_id=message_id,
            text=text,
            received_at=at,
        )
        once = new.on_conflict_do_nothing().returning(Message)
        return (await self.session.scalars(once)).one_or_none()

    async def message(self, conversation_id: int, message_id: str) -> Message:
        """Return the one message that was delivered under this id."""
        asked = {"conversation": conversation_id, "message": message_id}
        return (await self.session.scalars(DELIVERED, asked)).one()

    async def held_with_message(
        self, key: str, message_id: str
    ) -> tuple[Conversation, Message] | None:
        """Return a conversation and one message of it, both locked."""
        asked = {"key": key, "message": message_id}
        found = (await self.session.execute(HELD_WITH_MESSAGE, asked)).one_or_none()
        return (found[0], found[1]) if found else None

    async def list_last(self, conversation_id: int, *, last: int) -> Sequence[Message]:
        """Return the newest messages, newest first."""
        statement = (
            select(Message)
            .where(Message.conversation_id == conversation_id)
            .order_by(Message.id.desc())
            .limit(last)
        )
        return (await self.session.scalars(statement)).all()
