"""SQL of casework."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from helpdesk.models import (
    Audience,
    ChannelKind,
    Conversation,
    Officer,
    OfficerRole,
    Ticket,
    TicketEvent,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class CaseworkRepository(Repository):
    """Questions of officers at work."""

    async def by_number(self, number: str, scope: Scope) -> Ticket | None:
        """Return the ticket with this number, if it can be seen from there."""
        statement = select(Ticket).where(
            Ticket.number == number, within(Ticket.path, scope)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_events(
        self, ticket_id: int, *, audiences: Collection[Audience]
    ) -> Sequence[TicketEvent]:
        """Return what happened to a ticket and to those merged into it."""
        merged = (
            select(Ticket.id)
            .where(Ticket.id == ticket_id)
            .cte("merged", recursive=True)
        )
        further = select(Ticket.id).join(merged, Ticket.merged_into_id == merged.c.id)
        merged = merged.union(further)
        statement = (
            select(TicketEvent)
            .where(
                TicketEvent.ticket_id.in_(select(merged.c.id)),
                TicketEvent.audience.in_(audiences),
            )
            .order_by(TicketEvent.id)
        )
        return (await self.session.scalars(statement)).all()

    async def officer(self, officer_id: int) -> Officer | None:
        """Return an officer's account."""
        return await self.session.get(Officer, officer_id)

    async def officers(self, roles: Collection[OfficerRole]) -> Sequence[Officer]:
        """Return the officers of some roles who may sign in, by name."""
        statement = select(Officer).where(Officer.active, Officer.role.in_(roles))
        return (await self.session.scalars(statement.order_by(Officer.name))).all()

    async def channel_of(self, ticket: Ticket) -> ChannelKind | None:
        """Return by which channel a ticket came, if it was by one."""
        statement = select(Conversation.channel).where(
            Conversation.id == ticket.conversation_id
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def claim(
        self, ticket: Ticket, *, officer_id: int, now: datetime, until: datetime
    ) -> bool:
        """Claim a ticket that nobody else works on; tell whether that succeeded."""
        is_free = or_(
            Ticket.claimed_by_id.is_(None),
            Ticket.claimed_by_id == officer_id,
            Ticket.claimed_until <= now,
        )
        statement = (
            update(Ticket)
            .where(Ticket.id == ticket.id, is_free)
            .values(claimed_by_id=officer_id, claimed_until=until)
            .returning(Ticket.id)
            .execution_options(synchronize_session=False)
        )
        claimed = (await self.session.scalars(statement)).one_or_none()
        await self.session.refresh(ticket, ["claimed_by_id", "claimed_until"])
        return claimed is not None
