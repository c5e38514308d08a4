"""SQL of who waits for an officer."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from helpdesk.models import Conversation, Floor, Ticket
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class WaitingRepository(Repository):
    """Questions about the few conversations in which somebody waits."""

    async def list_waiting(self, *, scope: Scope, limit: int) -> Sequence[Conversation]:
        """Return who waits, danger first, then who waits longest."""
        statement = (
            select(Conversation)
            .where(Conversation.queued_at.is_not(None))  # along the index
            .where(Conversation.floor == Floor.queued)
            .order_by(
                Conversation.urgent_at.is_(None),
                Conversation.queued_at,
                Conversation.id,
            )
            .limit(limit)
        )
        if scope.path is not None:
            theirs = select(Ticket.id).where(
                Ticket.conversation_id == Conversation.id, within(Ticket.path, scope)
            )
            statement = statement.where(theirs.exists())
        return (await self.session.scalars(statement)).all()

    async def newest_tickets(
        self, conversations: Collection[int], *, scope: Scope
    ) -> dict[int, tuple[str, str]]:
        """Return number and subject of the newest open ticket of conversations."""
        if not conversations:
            return {}
        statement = (
            select(Ticket.conversation_id, Ticket.number, Ticket.subject)
            .where(
                Ticket.conversation_id.in_(conversations),
                Ticket.settled_at.is_(None),
                within(Ticket.path, scope),
            )
            .order_by(Ticket.id)
        )
        rows = (await self.session.execute(statement)).all()
        return {key: (number, subject) for key, number, subject in rows if key}
