"""SQL of what is shown beside a ticket."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpdesk.models import (
    CallRequest,
    Conversation,
    Member,
    Officer,
    Organisation,
)
from helpdesk.repository import Repository


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
