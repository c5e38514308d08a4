"""Deliveries: WeChat delivers up to four times, and each time gets the same bytes."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.deliveries.repository import DeliveryRepository
from helpdesk.followers import followers
from helpdesk.models import Delivery
from helpdesk.repository import attached

GIVEN_UP = timedelta(seconds=20)
"""After so long WeChat has delivered four times, five seconds apart."""


class Claim(NamedTuple):
    """A delivery on record, and whether this is the first time that it came."""

    delivery: Delivery
    is_new: bool


class DeliveryService:
    """Knows what was delivered and what it was answered."""

    async def claim(self, session: AsyncSession, key: str, identity_id: int) -> Claim:
        """Record a delivery, or find what is on record of it."""
        repository = DeliveryRepository(session)
        new = await repository.add(key, identity_id, at=clock.now())
        if new is not None:
            return Claim(new, is_new=True)
        return Claim(await repository.by_key(key), is_new=False)

    async def hold(self, session: AsyncSession, delivery: Delivery) -> Delivery:
        """Return a delivery as it is now, while nobody else answers its follower.

        What a follower gets next depends on what still waits for them: two processes
        that decided at once could each let their answer overtake the other's.
        """
        await followers.hold(session, delivery.identity_id)
        return await attached(session, delivery)

    async def is_next(self, session: AsyncSession, delivery: Delivery) -> bool:
        """Tell whether everything that its follower did before is decided.

        What another process left undecided when it died is not waited for for ever:
        WeChat delivers it again, or has given it up.
        """
        since = clock.now() - GIVEN_UP
        repository = DeliveryRepository(session)
        return not await repository.is_one_before(delivery, since=since)

    async def decide(
        self, session: AsyncSession, delivery: Delivery, reply: str
    ) -> str:
        """Keep what is answered, or return what somebody decided before."""
        kept = await DeliveryRepository(session).set_reply(
            delivery.id, reply, at=clock.now()
        )
        if kept is None:
            raise RuntimeError("the reply was not kept")
        return kept


deliveries = DeliveryService()
