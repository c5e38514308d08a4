"""SQL of alarms."""

from sqlalchemy import select

from helpdesk.models import Ticket
from helpdesk.models.tickets import SETTLED
from helpdesk.repository import Repository


class AlarmRepository(Repository):
    """Questions about urgent tickets."""

    async def unsettled(self, *, conversation_id: int, category: str) -> Ticket | None:
        """Return the newest ticket of a kind that is still to be settled."""
        statement = (
            select(Ticket)
            .where(
                Ticket.conversation_id == conversation_id,
                Ticket.category == category,
                Ticket.status.not_in(SETTLED),
            )
            .order_by(Ticket.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()
