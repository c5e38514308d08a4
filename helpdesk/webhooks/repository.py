"""SQL of webhooks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import aliased, contains_eager, joinedload

from helpdesk.models import (
    DeliveryState,
    HookDelivery,
    HookState,
    Officer,
    Ticket,
    Webhook,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


@dataclass(frozen=True, slots=True)
class Lost:
    """A call that is tried no more, and the ticket it is about."""

    delivery: HookDelivery
    ticket_number: str


class WebhookRepository(Repository):
    """Questions about webhooks and what they are told."""

    async def count(self) -> int:
        """Return how many there are."""
        counted = select(func.count()).select_from(Webhook)
        return await self.session.scalar(counted) or 0

    async def list_within(self, scope: Scope) -> Sequence[Webhook]:
        """Return those of a part of the union, the newest first."""
        seen = select(Webhook).where(within(Webhook.path, scope))
        return (await self.session.scalars(seen.order_by(Webhook.id.desc()))).all()

    async def by_id(self, webhook_id: int, *, scope: Scope) -> Webhook | None:
        """Return one, if it is of this part of the union."""
        seen = select(Webhook).where(
            Webhook.id == webhook_id, within(Webhook.path, scope)
        )
        return (await self.session.scalars(seen)).one_or_none()

    async def list_all(self) -> Sequence[Webhook]:
        """Return all whose account is open, also those that are paused."""
        open_ones = select(Webhook).join(Officer, Webhook.officer_id == Officer.id)
        return (await self.session.scalars(open_ones.where(Officer.active))).all()

    async def list_due(self, now: datetime, *, but: Collection[int]) -> Sequence[int]:
        """Return the webhooks that have something to be told; takes no lock."""
        statement = (
            select(HookDelivery.webhook_id)
            .join(Webhook, HookDelivery.webhook_id == Webhook.id)
            .join(Officer, Webhook.officer_id == Officer.id)
            .where(_due(now), Webhook.id.not_in(but), *_called(now))
            .distinct()
        )
        return (await self.session.scalars(statement)).all()

    async def take(self, webhook_id: int, now: datetime) -> HookDelivery | None:
        """Return the oldest that is due for a webhook, unless another worker has it."""
        statement = (
            select(HookDelivery)
            .join(HookDelivery.webhook)
            .join(Officer, Webhook.officer_id == Officer.id)
            .options(joinedload(HookDelivery.webhook))
            .where(HookDelivery.webhook_id == webhook_id, _due(now), *_called(now))
            .order_by(HookDelivery.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=HookDelivery)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def hold(self, delivery_id: int) -> HookDelivery | None:
        """Return a delivery with its webhook, nobody else's to change."""
        statement = (
            select(HookDelivery)
            .options(joinedload(HookDelivery.webhook, innerjoin=True))
            .where(HookDelivery.id == delivery_id)
            .with_for_update()
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def has_waited(self, *, before: datetime) -> bool:
        """Tell whether something waits since before a moment."""
        waited = exists().where(*_waited(before))
        return bool(await self.session.scalar(select(waited)))

    async def give_up(self, *, before: datetime) -> None:
        """Bury what waits since before a moment, whatever its webhook does."""
        old = update(HookDelivery).where(*_waited(before))
        await self.session.execute(old.values(state=DeliveryState.failed))

    async def list_deliveries(
        self, webhook_id: int, *, state: DeliveryState | None, limit: int
    ) -> Sequence[HookDelivery]:
        """Return what a webhook was or is to be told, the newest first."""
        statement = select(HookDelivery).where(HookDelivery.webhook_id == webhook_id)
        if state is not None:
            statement = statement.where(HookDelivery.state == state)
        newest = statement.order_by(HookDelivery.id.desc()).limit(limit)
        return (await self.session.scalars(newest)).all()

    async def list_dead(self, scope: Scope, *, limit: int) -> Sequence[Lost]:
        """Return what webhooks of a part of the union were never told, newest first."""
        statement = (
            select(HookDelivery, Ticket.number)
            .join(HookDelivery.webhook)
            .join(Ticket, Ticket.id == HookDelivery.ticket_id)
            .options(contains_eager(HookDelivery.webhook))
            .where(HookDelivery.state == DeliveryState.failed)
            .where(within(Webhook.path, scope))
            .order_by(HookDelivery.id.desc())
            .limit(limit)
        )
        return [Lost(*row) for row in await self.session.execute(statement)]

    async def revive(
        self, webhook_id: int, *, key: str | None, now: datetime
    ) -> Sequence[int]:
        """Have dead letters of a webhook tried anew, or one; return which."""
        dead = update(HookDelivery).where(
            HookDelivery.webhook_id == webhook_id,
            HookDelivery.state == DeliveryState.failed,
        )
        if key is not None:
            dead = dead.where(HookDelivery.key == key)
        anew = dead.values(
            state=DeliveryState.waiting, tries=0, due_at=now, begun_at=now
        )
        return (await self.session.scalars(anew.returning(HookDelivery.id))).all()

    async def delivery(self, webhook_id: int, key: str) -> HookDelivery | None:
        """Return one of a webhook's deliveries."""
        statement = select(HookDelivery).where(
            HookDelivery.webhook_id == webhook_id, HookDelivery.key == key
        )
        return (await self.session.scalars(statement)).one_or_none()


def _waited(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return (HookDelivery.state == DeliveryState.waiting, HookDelivery.begun_at < before)


def _called(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that a webhook is called now."""
    rested = or_(Webhook.rests_until.is_(None), Webhook.rests_until <= now)
    return (Webhook.state == HookState.active, rested, Officer.active.is_(True))


def _due(now: datetime) -> ColumnElement[bool]:
    """Say in SQL what may be told: of what waits about one ticket only the oldest."""
    before = aliased(HookDelivery)
    older = exists().where(
        before.webhook_id == HookDelivery.webhook_id,
        before.ticket_id == HookDelivery.ticket_id,
        before.state == DeliveryState.waiting,
        before.id < HookDelivery.id,
    )
    return (
        (HookDelivery.state == DeliveryState.waiting)
        & (HookDelivery.due_at <= now)
        & ~older
    )
