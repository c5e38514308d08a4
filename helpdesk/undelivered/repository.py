"""SQL of messages that nobody got."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from helpdesk.models import OutboxItem, OutboxState, Ticket
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class UndeliveredRepository(Repository):
    """Questions about dead letters."""

    async def list_failed(self, *, limit: int) -> Sequence[OutboxItem]:
        """Return what is tried no more, the newest first."""
        statement = (
            select(OutboxItem)
            .where(OutboxItem.state == OutboxState.failed)
            .order_by(OutboxItem.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def hold(self, item_id: int) -> OutboxItem | None:
        """Return a dead letter, nobody else's to change in this transaction."""
        statement = select(OutboxItem).where(
            OutboxItem.id == item_id, OutboxItem.state == OutboxState.failed
        )
        held = statement.with_for_update(key_share=True)
        return (await self.session.scalars(held)).one_or_none()

    async def tickets(self, keys: Collection[int], scope: Scope) -> dict[int, Ticket]:
        """Return the tickets of these that a scope covers, by their keys."""
        statement = select(Ticket).where(
            Ticket.id.in_(keys), within(Ticket.path, scope)
        )
        return {each.id: each for each in await self.session.scalars(statement)}

    async def delete(self, item: OutboxItem) -> None:
        """Take a letter out of the outbox."""
        await self.session.delete(item)
        await self.session.flush()
