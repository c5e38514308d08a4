"""SQL of deliveries."""

from datetime import datetime

from sqlalchemy import select, update

from helpdesk.models import Delivery, Follower
from helpdesk.repository import Repository


class DeliveryRepository(Repository):
    """Questions about what was delivered."""

    async def add(self, key: str, identity_id: int, *, at: datetime) -> Delivery | None:
        """Record a delivery and return it; nothing when it is on record already."""
        new = self.insert(Delivery).values(
            key_lookup=key, identity_id=identity_id, received_at=at
        )
        once = new.on_conflict_do_nothing().returning(Delivery)
        return (await self.session.scalars(once)).one_or_none()

    async def by_key(self, key: str) -> Delivery:
        """Return the one delivery that has this key."""
        statement = select(Delivery).where(Delivery.key_lookup == key)
        return (await self.session.scalars(statement)).one()

    async def set_reply(self, delivery_id: int, reply: str, *, at: datetime) -> None:
        """Keep the reply unless there is one."""
        await self.session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.reply.is_(None))
            .values(reply=reply, decided_at=at)
        )

    async def hold_follower(self, identity_id: int) -> None:
        """Let nobody else decide what this follower gets in this transaction."""
        await self.session.execute(
            select(Follower.id)
            .where(Follower.identity_id == identity_id)
            .with_for_update(key_share=True)
        )
