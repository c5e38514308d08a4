"""Notifications: written into the outbox, delivered by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import glance, unit_of_work
from helpdesk.errors import DeliveryFailed
from helpdesk.models import OutboxItem, OutboxKind, OutboxState
from helpdesk.notifications.delivering import FollowerDelivery
from helpdesk.notifications.repository import OutboxRepository
from helpdesk.notifications.sender import Sender, ShortMessage
from helpdesk.notifications.templates import render
from helpdesk.numbers import read_phone

BATCH = 20
TRIES = 8
FIRST_PAUSE = timedelta(seconds=10)  # doubled after each try: 8 tries take 21 minutes


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A short message as the demo page shows it."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outbox item on its way out, free of any session."""

    item_id: int
    message: ShortMessage


class NotificationService(FollowerDelivery):
    """Queues messages in the caller's transaction and delivers them later.

    Those by WeChat are inherited; short messages are here.
    """

    async def send_sms(
        self,
        session: AsyncSession,
        *,
        phone: str,
        template: str,
        values: Mapping[str, str],
        expires_at: datetime | None = None,
    ) -> None:
        """Queue a short message; after ``expires_at`` it is not worth sending."""
        phone = read_phone(phone)
        render(template, values)  # a message that can not be written fails here
        payload = {"phone": phone, "template": template, "values": dict(values)}
        item = OutboxItem(
            kind=OutboxKind.sms,
            recipient_lookup=phone,
            payload=payload,
            due_at=clock.now(),
            expires_at=expires_at,
        )
        session.add(item)
        await session.flush()

    async def deliver_due(
        self, sessions: async_sessionmaker[AsyncSession], sender: Sender
    ) -> int:
        """Deliver what is due and return how many were taken by the provider.

        No transaction is open while the provider is waited for. A worker that dies
        in between sends again after the pause: twice is better than never.
        """
        async with glance(sessions) as session:
            due = OutboxRepository(session).anything_due(OutboxKind.sms, clock.now())
            if not await due:
                return 0
        async with unit_of_work(sessions) as session:
            parcels = await self._pick(session)
        delivered = 0
        for parcel in parcels:
            error = await _hand_over(sender, parcel.message)
            async with unit_of_work(sessions) as session:
                await self._settle(session, parcel, error)
            delivered += error is None
        return delivered

    async def demo_messages(
        self, session: AsyncSession, phone: str
    ) -> list[SentMessage]:
        """Return what was sent to a phone, newest first."""
        items = await OutboxRepository(session).list_sent(read_phone(phone))
        return [
            SentMessage(_message(item).text, item.sent_at)
            for item in items
            if item.sent_at is not None
        ]

    async def _pick(self, session: AsyncSession) -> list[Parcel]:
        """Take due items; each becomes due again unless it is settled before."""
        now = clock.now()
        parcels = []
        due = OutboxRepository(session).take_due(OutboxKind.sms, now, limit=BATCH)
        for item in await due:
            if item.expires_at is not None and item.expires_at <= now:
                item.state, item.error = OutboxState.failed, "expired"
                continue
            item.due_at = now + FIRST_PAUSE * 2**item.tries
            item.tries += 1
            parcels.append(Parcel(item.id, _message(item)))
        return parcels

    async def _settle(
        self, session: AsyncSession, parcel: Parcel, error: str | None
    ) -> None:
        item = await OutboxRepository(session).item(parcel.item_id)
        if item is None:  # whose it was had it deleted meanwhile
            return
        item.error = error
        if error is None:
            item.state, item.sent_at = OutboxState.sent, clock.now()
        elif item.tries >= TRIES:
            item.state = OutboxState.failed


async def _hand_over(sender: Sender, message: ShortMessage) -> str | None:
    """Return why the provider did not take the message, None if it did."""
    try:
        await sender.send(message)
    except DeliveryFailed as error:
        return str(error)[:200]
    return None


def _message(item: OutboxItem) -> ShortMessage:
    payload = item.payload
    text = render(payload["template"], payload["values"])
    return ShortMessage(payload["phone"], payload["template"], payload["values"], text)


notifications = NotificationService()
