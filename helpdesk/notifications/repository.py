"""SQL of the outbox."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from helpdesk.models import OutboxItem, OutboxState
from helpdesk.repository import Repository


class OutboxRepository(Repository):
    """Questions about the outbox."""

    async def anything_due(self, now: datetime) -> bool:
        """Tell whether an item waits for delivery; takes no lock."""
        due = exists().where(
            OutboxItem.state == OutboxState.waiting, OutboxItem.due_at <= now
        )
        return bool(await self.session.scalar(select(due)))

    async def take_due(self, now: datetime, *, limit: int) -> Sequence[OutboxItem]:
        """Return due items; those that another worker holds are passed over."""
        statement = (
            select(OutboxItem)
            .where(OutboxItem.state == OutboxState.waiting, OutboxItem.due_at <= now)
            .order_by(OutboxItem.due_at, OutboxItem.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def item(self, item_id: int) -> OutboxItem:
        """Return one item."""
        return await self.session.get_one(OutboxItem, item_id)

    async def list_sent(self, phone: str) -> Sequence[OutboxItem]:
        """Return what was sent to a phone, newest first."""
        statement = (
            select(OutboxItem)
            .where(
                OutboxItem.recipient_lookup == phone,
                OutboxItem.state == OutboxState.sent,
            )
            .order_by(OutboxItem.id.desc())
        )
        return (await self.session.scalars(statement)).all()
