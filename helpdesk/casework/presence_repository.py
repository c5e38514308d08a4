"""SQL of presence."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from helpdesk.models import Officer, TicketPresence
from helpdesk.repository import Repository


class PresenceRepository(Repository):
    """Questions about who has which ticket open."""

    async def note(self, ticket_id: int, officer_id: int, *, at: datetime) -> None:
        """Note when an officer last had a ticket open."""
        noted = self.insert(TicketPresence).values(
            ticket_id=ticket_id, officer_id=officer_id, seen_at=at
        )
        again = noted.on_conflict_do_update(
            index_elements=[TicketPresence.ticket_id, TicketPresence.officer_id],
            set_={"seen_at": at},
        )
        await self.session.execute(again)

    async def forget(self, ticket_id: int, officer_id: int) -> None:
        """Note that an officer has a ticket open no more."""
        theirs = (
            TicketPresence.ticket_id == ticket_id,
            TicketPresence.officer_id == officer_id,
        )
        await self.session.execute(delete(TicketPresence).where(*theirs))

    async def list_on(
        self, ticket_ids: Collection[int], *, since: datetime
    ) -> Sequence[tuple[int, int, str]]:
        """Return who has these tickets open: the ticket, the officer, the name."""
        statement = (
            select(TicketPresence.ticket_id, Officer.id, Officer.name)
            .join(Officer, Officer.id == TicketPresence.officer_id)
            .where(
                TicketPresence.ticket_id.in_(ticket_ids),
                TicketPresence.seen_at >= since,
            )
            .order_by(TicketPresence.id)
        )
        rows = (await self.session.execute(statement)).all()
        return [(ticket, officer, name) for ticket, officer, name in rows]
