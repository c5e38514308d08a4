"""SQL of casework."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select, update

from helpdesk.models import (
    Attachment,
    Audience,
    ChannelKind,
    Conversation,
    Officer,
    OfficerRole,
    Organisation,
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
        statement = (
            select(TicketEvent)
            .where(
                TicketEvent.ticket_id.in_(_with_merged(ticket_id)),
                TicketEvent.audience.in_(audiences),
            )
            .order_by(TicketEvent.id)
        )
        return (await self.session.scalars(statement)).all()

    async def list_papers(self, ticket_id: int) -> Sequence[Attachment]:
        """Return what was sent for a ticket and for those merged into it."""
        statement = (
            select(Attachment)
            .where(Attachment.ticket_id.in_(_with_merged(ticket_id)))
            .order_by(Attachment.id)
        )
        return (await self.session.scalars(statement)).all()

    async def officer(self, officer_id: int) -> Officer | None:
        """Return an officer's account."""
        return await self.session.get(Officer, officer_id)

    async def officers(
        self, roles: Collection[OfficerRole], *, scope: Scope | None = None
    ) -> Sequence[Officer]:
        """Return the officers of some roles who may sign in, by name."""
        statement = select(Officer).where(Officer.active, Officer.role.in_(roles))
        if scope is not None and scope.path is not None:
            unions = select(Organisation.id).where(within(Organisation.path, scope))
            statement = statement.where(Officer.organisation_id.in_(unions))
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


def _with_merged(ticket_id: int) -> Select[int]:
    """Choose a ticket and all that were merged into it, however far."""
    first = select(Ticket.id).where(Ticket.id == ticket_id)
    known = first.cte("merged", recursive=True)
    further = select(Ticket.id).join(known, Ticket.merged_into_id == known.c.id)
    return select(known.union(further).c.id)
