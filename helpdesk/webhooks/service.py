"""Webhooks: who is told what, and what is put down to be told."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    DeliveryState,
    EventKind,
    HookDelivery,
    HookEvent,
    HookState,
    Ticket,
    TicketEvent,
    TicketStatus,
    Webhook,
)
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.webhooks.addresses import Fence, target
from helpdesk.webhooks.repository import Lost, WebhookRepository
from helpdesk.webhooks.signing import new_secret

LIMITS = Path(__file__).with_name("limits.yml")
TOLD = {
    EventKind.opened: HookEvent.opened,
    EventKind.answered: HookEvent.answered,
    EventKind.rated: HookEvent.rated,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook, and the key that signs its calls; the key is told this once."""

    webhook: Webhook
    secret: str


class WebhookService:
    """Keeps webhooks, and puts down what they are to be told."""

    async def add(
        self,
        session: AsyncSession,
        *,
        url: str,
        events: Iterable[HookEvent],
        scope: Scope,
        fence: Fence,
        by: Actor,
    ) -> Made:
        """Set a webhook up for one part of the union."""
        target(url, fence)
        if by.officer_id is None:
            raise InvalidInput("a webhook belongs to an account")
        if await WebhookRepository(session).count() >= rules(LIMITS)["most"]:
            raise Conflict("there are too many webhooks already")
        secret = new_secret()
        webhook = Webhook(
            officer_id=by.officer_id,
            url=url,
            events=_listed(events),
            path=scope.path,
            secret=secret,
        )
        session.add(webhook)
        await session.flush()
        await self._note(session, AuditAction.created, webhook, by=by)
        return Made(webhook, secret)

    async def list_within(
        self, session: AsyncSession, scope: Scope
    ) -> Sequence[Webhook]:
        """Return the webhooks of a part of the union, the newest first."""
        return await WebhookRepository(session).list_within(scope)

    async def find(
        self, session: AsyncSession, webhook_id: int, *, scope: Scope
    ) -> Webhook:
        """Return a webhook of this part of the union."""
        found = await WebhookRepository(session).by_id(webhook_id, scope=scope)
        if found is None:
            raise NotFound("no such webhook")
        return found

    async def change(
        self,
        session: AsyncSession,
        webhook: Webhook,
        *,
        by: Actor,
        fence: Fence,
        url: str | None = None,
        events: Iterable[HookEvent] | None = None,
        state: HookState | None = None,
    ) -> None:
        """Change what is given; one that is called again begins without failures."""
        if url is not None:
            target(url, fence)
            webhook.url = url
        if events is not None:
            webhook.events = _listed(events)
        if state is not None:
            webhook.state = state
            webhook.failures, webhook.rests_until = 0, None
        await session.flush()
        await self._note(session, AuditAction.changed, webhook, by=by)

    async def rotate(
        self, session: AsyncSession, webhook: Webhook, *, by: Actor
    ) -> Made:
        """Give a new key; for a day the one before signs as well."""
        hours = rules(LIMITS)["old_secret_hours"]
        webhook.old_secret = webhook.secret
        webhook.old_secret_until = clock.now() + timedelta(hours=hours)
        webhook.secret = new_secret()
        await session.flush()
        await self._note(session, AuditAction.rotated, webhook, by=by)
        return Made(webhook, webhook.secret)

    async def remove(
        self, session: AsyncSession, webhook: Webhook, *, by: Actor
    ) -> None:
        """Take a webhook away, with everything it was still to be told."""
        await self._note(session, AuditAction.deleted, webhook, by=by)
        await session.delete(webhook)
        await session.flush()

    async def deliveries(
        self,
        session: AsyncSession,
        webhook: Webhook,
        *,
        state: DeliveryState | None = None,
        limit: int = 100,
    ) -> Sequence[HookDelivery]:
        """Return what a webhook was or is to be told, the newest first."""
        return await WebhookRepository(session).list_deliveries(
            webhook.id, state=state, limit=limit
        )

    async def dead(
        self, session: AsyncSession, scope: Scope, *, limit: int = 200
    ) -> Sequence[Lost]:
        """Return what is tried no more in a part of the union, the newest first."""
        return await WebhookRepository(session).list_dead(scope, limit=limit)

    async def retry(
        self, session: AsyncSession, webhook: Webhook, key: str, *, by: Actor
    ) -> None:
        """Try a dead letter again, for another day.

        Raises:
            NotFound: The webhook has no such delivery.
            Conflict: It was told, or waits already.
        """
        if not await self._revive(session, webhook, key, by):
            delivery = await WebhookRepository(session).delivery(webhook.id, key)
            if delivery is None:
                raise NotFound("no such delivery")
            raise Conflict(f"the delivery is {delivery.state}")

    async def retry_all(
        self, session: AsyncSession, webhook: Webhook, *, by: Actor
    ) -> int:
        """Call a webhook again, with everything it was never told; return how much."""
        webhook.state = HookState.active
        webhook.failures, webhook.rests_until = 0, None
        return await self._revive(session, webhook, None, by)

    async def _revive(
        self, session: AsyncSession, webhook: Webhook, key: str | None, by: Actor
    ) -> int:
        """Have one dead letter tried anew, or all; where there is none do nothing."""
        found = await WebhookRepository(session).revive(
            webhook.id, key=key, now=clock.now()
        )
        if found:
            told = {"state": webhook.state, "retried": len(found)}
            await audit.record(
                session,
                AuditAction.changed,
                AuditSubject.webhook,
                webhook.id,
                by=by,
                after=told,
            )
        return len(found)

    async def of_event(
        self, session: AsyncSession, ticket: Ticket, event: TicketEvent
    ) -> None:
        """Put down what happened to a ticket for whoever wants to be told.

        It is in the transaction in which it happens: nothing is told that was undone.
        """
        told = _told(event)
        for webhook in await WebhookRepository(session).list_all():
            is_theirs = Scope(webhook.path).covers(ticket.path)
            if told not in webhook.events or not is_theirs:
                continue
            session.add(_delivery(webhook, ticket, event, told))
        await session.flush()

    async def _note(
        self, session: AsyncSession, action: AuditAction, webhook: Webhook, *, by: Actor
    ) -> None:
        """Leave a line in the log; the address is not in it, its path may be a key."""
        await audit.record(
            session,
            action,
            AuditSubject.webhook,
            webhook.id,
            by=by,
            after={"events": ",".join(webhook.events), "state": webhook.state},
        )


def _listed(events: Iterable[HookEvent]) -> list[str]:
    listed = [event.value for event in dict.fromkeys(events)]
    if not listed:
        raise InvalidInput("a webhook is told something")
    return listed


def _told(event: TicketEvent) -> HookEvent:
    """Return what an entry of the timeline is called outside."""
    if event.to_status is TicketStatus.resolved:
        return HookEvent.resolved
    return TOLD.get(event.kind, HookEvent.changed)


def _delivery(
    webhook: Webhook, ticket: Ticket, event: TicketEvent, told: HookEvent
) -> HookDelivery:
    key, now = f"evt_{uuid.uuid4().hex}", clock.now()
    return HookDelivery(
        key=key,
        webhook_id=webhook.id,
        ticket_id=ticket.id,
        event=told,
        body=_body(key, ticket, event, told),
        begun_at=now,
        due_at=now,
    )


def _body(
    key: str, ticket: Ticket, event: TicketEvent, told: HookEvent
) -> dict[str, Any]:
    """Return what is told: states and days, nobody's words, nobody's name."""
    return {
        "id": key,
        "event": told.value,
        "at": event.created_at.astimezone(clock.SHENZHEN).isoformat(),
        "ticket": {
            "number": ticket.number,
            "category": ticket.category,
            "service_class": ticket.service_class and ticket.service_class.value,
            "status": ticket.status.value,
            "priority": ticket.priority.value,
            "organisation": ticket.organisation_id,
            "due_on": ticket.due_on and ticket.due_on.isoformat(),
            "escalation": ticket.escalation,
            "rating": ticket.rating,
        },
    }


webhooks = WebhookService()
