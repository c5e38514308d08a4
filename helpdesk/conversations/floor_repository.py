"""SQL of the floor."""

from collections.abc import Sequence

from sqlalchemy import func, select

from helpdesk.models import Conversation, Floor, FloorEvent, FloorMove
from helpdesk.repository import Repository, held

FIRST = (Conversation.urgent_at.is_(None), Conversation.queued_at, Conversation.id)
"""The order of the queue: danger goes first, then who waits longest."""


class FloorRepository(Repository):
    """Questions about who answers, who waits and what happened."""

    async def hold(self, conversation: Conversation) -> Conversation:
        """Return a conversation as it is now; nobody else moves its floor meanwhile."""
        return await held(self.session, conversation)

    async def list_waiting(self) -> Sequence[Conversation]:
        """Return who waits, in the order of the queue; whose it is, is loaded."""
        statement = select(Conversation).where(Conversation.floor == Floor.queued)
        return (await self.session.scalars(statement.order_by(*FIRST))).all()

    async def place(self, conversation_id: int) -> int | None:
        """Return the place in the queue, 1 is next; none for who does not wait."""
        number = func.row_number().over(order_by=FIRST)
        queue = (
            select(Conversation.id, number.label("place"))
            .where(Conversation.floor == Floor.queued)
            .subquery()
        )
        statement = select(queue.c.place).where(queue.c.id == conversation_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_since(
        self, conversation_id: int, *, after: int
    ) -> Sequence[FloorEvent]:
        """Return a conversation's moves after one of them, oldest first."""
        statement = (
            select(FloorEvent)
            .where(FloorEvent.conversation_id == conversation_id, FloorEvent.id > after)
            .order_by(FloorEvent.id)
        )
        return (await self.session.scalars(statement)).all()

    async def latest(
        self, conversation_id: int, *moves: FloorMove
    ) -> FloorEvent | None:
        """Return the newest of these moves."""
        statement = (
            select(FloorEvent)
            .where(
                FloorEvent.conversation_id == conversation_id,
                FloorEvent.move.in_(moves),
            )
            .order_by(FloorEvent.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()
