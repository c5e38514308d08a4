"""SQL of messages without an answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from helpdesk.models import Conversation, Message, OutboxItem, OutboxState
from helpdesk.repository import Repository

ANSWERS = "answer:%"


class UnansweredRepository(Repository):
    """Questions about answers that followers wait for."""

    async def list_awaited(self, before: datetime) -> Sequence[OutboxItem]:
        """Return answers promised before a moment and not on their way; held."""
        statement = (
            select(OutboxItem)
            .where(
                OutboxItem.state == OutboxState.waiting,
                OutboxItem.request_key.like(ANSWERS),
                OutboxItem.created_at <= before,
                OutboxItem.tries == 0,
            )
            .order_by(OutboxItem.id)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def unanswered(self, message_id: int) -> tuple[Conversation, Message] | None:
        """Return a message that has no answer, with its conversation."""
        statement = (
            select(Conversation, Message)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(Message.id == message_id, Message.replies.is_(None))
        )
        found = (await self.session.execute(statement)).one_or_none()
        return found and (found[0], found[1])
