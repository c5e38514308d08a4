"""Reading: tickets as officers see them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.casework import reach
from helpdesk.casework.repository import CaseworkRepository
from helpdesk.casework.verbs import read_by
from helpdesk.errors import NotFound
from helpdesk.models import OfficerRole, Ticket, TicketEvent
from helpdesk.numbers import read_ticket_number
from helpdesk.scope import Scope


class Reading:
    """Finds tickets; changes nothing."""

    async def find(self, session: AsyncSession, number: str, *, scope: Scope) -> Ticket:
        """Return the ticket with a number; one outside of the scope does not exist."""
        repository = CaseworkRepository(session)
        ticket = await repository.by_number(read_ticket_number(number), scope)
        if ticket is None:
            raise NotFound("no such ticket")
        return ticket

    async def timeline(
        self, session: AsyncSession, ticket: Ticket, *, role: OfficerRole
    ) -> Sequence[TicketEvent]:
        """Return what happened, oldest first, as far as a role reads it.

        What happened to tickets that were merged into this one is among it.
        """
        return await CaseworkRepository(session).list_events(
            ticket.id, audiences=read_by(role)
        )

    async def deliveries(
        self, session: AsyncSession, ticket: Ticket
    ) -> dict[int, reach.Delivery]:
        """Return how far each answer to the worker is, by the keys of the events."""
        events = await CaseworkRepository(session).list_events(
            ticket.id, audiences=read_by(OfficerRole.supervisor)
        )
        return await reach.deliveries(session, ticket, events)
