"""SQL of what is shown beside a ticket."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from helpdesk.models import (
    CallRequest,
    Conversation,
    Member,
    Officer,
    Organisation,
    Ticket,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class DossierRepository(Repository):
    """Questions about what belongs to a ticket."""

    async def conversation(self, conversation_id: int) -> Conversation | None:
        """Return the conversation with this key."""
        return await self.session.get(Conversation, conversation_id)

    async def member(self, member_id: int) -> Member | None:
        """Return a member together with the union that keeps the file."""
        statement = (
            select(Member)
            .where(Member.id == member_id)
            .options(joinedload(Member.organisation))
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_others(
        self, ticket: Ticket, scope: Scope, *, limit: int
    ) -> Sequence[Ticket]:
        """Return the same worker's other tickets that can be seen, newest first."""
        theirs = []
        if ticket.member_id is not None:
            theirs.append(Ticket.member_id == ticket.member_id)
        if ticket.contact_lookup is not None:
            theirs.append(Ticket.contact_lookup == ticket.contact_phone)
        if ticket.conversation_id is not None:
            theirs.append(Ticket.conversation_id == ticket.conversation_id)
        if not theirs:
            return []
        statement = (
            select(Ticket)
            .where(or_(*theirs), Ticket.id != ticket.id, within(Ticket.path, scope))
            .order_by(Ticket.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def by_ids(self, keys: Collection[int], scope: Scope) -> Sequence[Ticket]:
        """Return the tickets with these keys that can be seen."""
        statement = select(Ticket).where(
            Ticket.id.in_(keys), within(Ticket.path, scope)
        )
        return (await self.session.scalars(statement.order_by(Ticket.id))).all()

    async def call_of(self, ticket_id: int) -> int | None:
        """Return the recorded call in which a ticket was asked for."""
        statement = (
            select(CallRequest.record_id)
            .where(CallRequest.ticket_id == ticket_id)
            .order_by(CallRequest.id)
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def names_of(self, officers: Collection[int]) -> Mapping[int, str]:
        """Return what officers are called."""
        statement = select(Officer.id, Officer.name).where(Officer.id.in_(officers))
        found = (await self.session.execute(statement)).all()
        return {row.id: row.name for row in found}

    async def union(self, organisation_id: int) -> Organisation | None:
        """Return the union with this key."""
        return await self.session.get(Organisation, organisation_id)
