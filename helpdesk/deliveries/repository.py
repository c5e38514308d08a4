"""SQL of deliveries."""

from datetime import datetime

from sqlalchemy import exists, select, update

from helpdesk.models import Delivery
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

    async def set_reply(
        self, delivery_id: int, reply: str, *, at: datetime
    ) -> str | None:
        """Keep the reply unless there is one; return the one that is kept."""
        first = await self.session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.reply.is_(None))
            .values(reply=reply, decided_at=at)
            .returning(Delivery.id)
        )
        if first.first() is not None:
            return reply
        kept = select(Delivery.reply).where(Delivery.id == delivery_id)
        return (await self.session.scalars(kept)).one()

    async def is_one_before(self, delivery: Delivery, *, since: datetime) -> bool:
        """Tell whether an earlier one of the follower is not decided yet."""
        before = exists().where(
            Delivery.identity_id == delivery.identity_id,
            Delivery.id < delivery.id,
            Delivery.reply.is_(None),
            Delivery.received_at > since,
        )
        return bool(await self.session.scalar(select(before)))
