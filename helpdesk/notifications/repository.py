"""SQL of the outbox."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from helpdesk.models import (
    Audience,
    AuthorKind,
    ChannelKind,
    Conversation,
    Delivery,
    EventKind,
    FloorEvent,
    FloorMove,
    Identity,
    Message,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Ticket,
    TicketEvent,
)
from helpdesk.repository import Repository


class OutboxRepository(Repository):
    """Questions about the outbox."""

    async def add_once(self, values: Mapping[str, Any]) -> None:
        """Queue an item; one that tells of the same thing stays the only one."""
        new = self.insert(OutboxItem).values(**values)
        await self.session.execute(new.on_conflict_do_nothing())

    async def anything_due(self, kind: OutboxKind, now: datetime) -> bool:
        """Tell whether an item waits for delivery; takes no lock."""
        due = exists().where(_due(kind, now))
        return bool(await self.session.scalar(select(due)))

    async def take_due(
        self, kind: OutboxKind, now: datetime, *, limit: int
    ) -> Sequence[OutboxItem]:
        """Return due items; those that another worker holds are passed over."""
        statement = (
            select(OutboxItem)
            .where(_due(kind, now))
            .order_by(OutboxItem.due_at, OutboxItem.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def item(self, item_id: int) -> OutboxItem | None:
        """Return one item; it may have been deleted meanwhile."""
        return await self.session.get(OutboxItem, item_id)

    async def hold(self, item_id: int) -> OutboxItem | None:
        """Return one item, nobody else's to change in this transaction."""
        statement = select(OutboxItem).where(OutboxItem.id == item_id)
        held = statement.with_for_update(key_share=True)
        return (await self.session.scalars(held)).one_or_none()

    async def is_preceded(self, item: OutboxItem) -> bool:
        """Tell whether something older waits for the same follower."""
        older = exists().where(
            OutboxItem.identity_id == item.identity_id,
            OutboxItem.state == OutboxState.waiting,
            OutboxItem.id < item.id,
        )
        return bool(await self.session.scalar(select(older)))

    async def waits_for(self, identity_id: int) -> bool:
        """Tell whether something is on its way to a follower."""
        waiting = exists().where(
            OutboxItem.identity_id == identity_id,
            OutboxItem.state == OutboxState.waiting,
        )
        return bool(await self.session.scalar(select(waiting)))

    async def by_provider_id(self, provider_id: str) -> OutboxItem | None:
        """Return the item that the provider knows by this id."""
        statement = select(OutboxItem).where(OutboxItem.provider_id == provider_id)
        return (await self.session.scalars(statement.limit(1))).one_or_none()

    async def list_failed(self, *, limit: int) -> Sequence[OutboxItem]:
        """Return items that are tried no more, newest first."""
        statement = (
            select(OutboxItem)
            .where(OutboxItem.state == OutboxState.failed)
            .order_by(OutboxItem.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def states(self, request_keys: Collection[str]) -> dict[str, OutboxState]:
        """Return how far each of these items is that is still there."""
        statement = select(OutboxItem.request_key, OutboxItem.state).where(
            OutboxItem.request_key.in_(request_keys)
        )
        found = await self.session.execute(statement)
        return {key: state for key, state in found if key is not None}

    async def openid(self, identity_id: int) -> str:
        """Return a follower's openid."""
        statement = select(Identity.source_id).where(Identity.id == identity_id)
        return (await self.session.scalars(statement)).one()

    async def message(self, message_id: int) -> Message | None:
        """Return a message by its key on record."""
        return await self.session.get(Message, message_id)

    async def is_overtaken(self, conversation_id: int, *, since: datetime) -> bool:
        """Tell whether an officer has said something in a conversation since."""
        said = exists().where(
            FloorEvent.conversation_id == conversation_id,
            FloorEvent.move == FloorMove.said,
            FloorEvent.created_at >= since,
        )
        return bool(await self.session.scalar(select(said)))

    async def last_decided(self, identity_id: int) -> datetime | None:
        """Return when a follower's delivery was answered last."""
        latest = select(func.max(Delivery.decided_at))
        theirs = latest.where(Delivery.identity_id == identity_id)
        return await self.session.scalar(theirs)

    async def list_followers(self, ticket: Ticket) -> Sequence[int]:
        """Return who is told of a ticket: who opened it on WeChat, else its member."""
        opened_there = select(Conversation.identity_id).where(
            Conversation.id == ticket.conversation_id,
            Conversation.channel == ChannelKind.wechat,
        )
        found = (await self.session.scalars(opened_there)).all()
        if found or ticket.member_id is None:
            return found
        bound = select(Identity.id).where(
            Identity.channel == ChannelKind.wechat,
            Identity.member_id == ticket.member_id,
        )
        return (await self.session.scalars(bound.order_by(Identity.id))).all()

    async def add_internal_note(self, ticket_id: int, text: str) -> None:
        """Write into a ticket's timeline what only officers see."""
        note = TicketEvent(
            ticket_id=ticket_id,
            kind=EventKind.note,
            author=AuthorKind.system,
            text=text,
            audience=Audience.officers,
        )
        self.session.add(note)
        await self.session.flush()

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


def _due(kind: OutboxKind, now: datetime) -> ColumnElement[bool]:
    """Say in SQL what may leave: of what waits for one follower only the oldest."""
    before = aliased(OutboxItem)
    older = exists().where(
        before.identity_id == OutboxItem.identity_id,
        before.state == OutboxState.waiting,
        before.id < OutboxItem.id,
    )
    return and_(
        OutboxItem.kind == kind,
        OutboxItem.state == OutboxState.waiting,
        OutboxItem.due_at <= now,
        ~older,
    )
