"""SQL of visits: what was said to the assistant, and when it was handed on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from helpdesk.models import Conversation, FloorEvent, FloorMove, Message, Ticket
from helpdesk.reports.visits import Said
from helpdesk.repository import Repository

HANDED_ON = (FloorMove.queued, FloorMove.taken)


class VisitRepository(Repository):
    """Questions about what was said; no text is opened."""

    async def list_said(self, since: datetime) -> Sequence[Said]:
        """Return every message since a moment."""
        statement = (
            select(
                Message.conversation_id,
                Conversation.channel,
                Message.received_at,
                Message.intent,
                Message.answered_at.is_not(None),
                Message.degraded,
            )
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.received_at >= since)
        )
        return [Said(*row) for row in (await self.session.execute(statement))]

    async def handed_on(self, since: datetime) -> Mapping[int, Sequence[datetime]]:
        """Return when each conversation needed an officer or a ticket."""
        moves = select(FloorEvent.conversation_id, FloorEvent.created_at).where(
            FloorEvent.move.in_(HANDED_ON), FloorEvent.created_at >= since
        )
        opened = select(Ticket.conversation_id, Ticket.created_at).where(
            Ticket.conversation_id.is_not(None),
            Ticket.changed_at >= since,
            Ticket.created_at >= since,
        )
        found: defaultdict[int, list[datetime]] = defaultdict(list)
        for statement in (moves, opened):
            for talk, moment in await self.session.execute(statement):
                if talk is not None:
                    found[talk].append(moment)
        return found
