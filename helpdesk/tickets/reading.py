"""Finding tickets, and what may be shown of them where."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.identity import identity
from helpdesk.models import Conversation, Message, Ticket, TicketEvent
from helpdesk.numbers import read_ticket_number
from helpdesk.tickets.clocks import known_due
from helpdesk.tickets.repository import TicketRepository

SERIALS_PER_DAY = 99_999


class TicketReading:
    """Finds tickets; changes nothing."""

    async def by_number(self, session: AsyncSession, number: str) -> Ticket:
        """Return the ticket with a number as people write or say it."""
        ticket = await TicketRepository(session).by_number(read_ticket_number(number))
        if ticket is None:
            raise NotFound("no such ticket")
        return ticket

    async def current(
        self, session: AsyncSession, ticket: Ticket, conversation: Conversation
    ) -> Ticket:
        """Return the ticket that goes on for one, as far as it may be shown here."""
        while ticket.merged_into_id is not None:
            further = await TicketRepository(session).by_id(ticket.merged_into_id)
            if not await self.visible_to(session, further, conversation):
                break
            ticket = further
        return ticket

    async def numbers_left(self, session: AsyncSession) -> int:
        """Return how many tickets may still be opened today."""
        last = await TicketRepository(session).last_serial(clock.today())
        return SERIALS_PER_DAY - last

    async def latest_of(
        self, session: AsyncSession, conversation: Conversation
    ) -> Ticket | None:
        """Return the newest ticket opened here or by the member proved here."""
        member = await identity.member_of(session, conversation)
        return await TicketRepository(session).latest(
            conversation_id=conversation.id,
            member_id=member.id if member else None,
        )

    async def list_of(
        self, session: AsyncSession, conversation: Conversation, *, limit: int = 20
    ) -> Sequence[Ticket]:
        """Return the newest tickets that may be shown in a conversation."""
        member = await identity.member_of(session, conversation)
        proves = conversation.channel.proves_source
        return await TicketRepository(session).list_owned(
            conversation_id=conversation.id,
            member_id=member.id if member else None,
            identity_id=conversation.identity_id if proves else None,
            limit=limit,
        )

    async def visible_to(
        self, session: AsyncSession, ticket: Ticket, conversation: Conversation
    ) -> bool:
        """Tell whether a ticket may be shown in a conversation."""
        if ticket.conversation_id == conversation.id:
            return True
        member = await identity.member_of(session, conversation)
        if member is not None and ticket.member_id == member.id:
            return True
        if not conversation.channel.proves_source:
            return False
        behind = await TicketRepository(session).identity_behind(ticket)
        return behind == conversation.identity_id

    async def timeline(
        self, session: AsyncSession, ticket: Ticket
    ) -> Sequence[TicketEvent]:
        """Return what happened to a ticket, oldest first."""
        return await TicketRepository(session).list_events(ticket.id)

    async def transcript(
        self, session: AsyncSession, ticket: Ticket
    ) -> Sequence[Message]:
        """Return what was said of a ticket's matter where it was opened, in order."""
        first, last = ticket.first_message_id, ticket.last_message_id
        if ticket.conversation_id is None or first is None:
            return []
        return await TicketRepository(session).list_messages(
            ticket.conversation_id, first=first, last=last or first
        )

    def due_on(self, ticket: Ticket) -> date:
        """Return the day by which the worker is answered."""
        return known_due(ticket)
