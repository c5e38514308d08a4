"""SQL of who waits for an officer."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select

from helpdesk.models import Conversation, Floor, Message, Ticket
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class WaitingRepository(Repository):
    """Questions about the few conversations in which somebody waits."""

    async def list_waiting(self, *, scope: Scope, limit: int) -> Sequence[Conversation]:
        """Return who waits, danger first, then who waits longest."""
        statement = _waiting(scope).order_by(
            Conversation.urgent_at.is_(None), Conversation.queued_at, Conversation.id
        )
        return (await self.session.scalars(statement.limit(limit))).all()

    async def by_id(self, conversation_id: int, *, scope: Scope) -> Conversation | None:
        """Return a conversation in which somebody waits."""
        statement = _waiting(scope).where(Conversation.id == conversation_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def last_message(self, conversation_id: int) -> str | None:
        """Return the id of what was said last."""
        statement = (
            select(Message.message_id)
            .where(Message.conversation_id == conversation_id)
            .order_by(Message.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

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


def _waiting(scope: Scope) -> Select[Conversation]:
    """Ask for conversations in which somebody waits, as they are seen from there."""
    statement = (
        select(Conversation)
        .where(Conversation.queued_at.is_not(None))  # along the index
        .where(Conversation.floor == Floor.queued)
    )
    if scope.path is None:
        return statement
    theirs = select(Ticket.id).where(
        Ticket.conversation_id == Conversation.id, within(Ticket.path, scope)
    )
    return statement.where(theirs.exists())
