"""Reads what the cluster has on record, with the keys of its secrets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.wechat.rendering import parts
from api.wechat.texts import load_texts
from benchmarks.cluster.judging import Opened, Recorded, Records
from benchmarks.cluster.talks import Person
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only
from helpdesk.models import Conversation, Member, Message, OutboxItem, Ticket
from helpdesk.models.members import CardStatus, MemberStatus

UNDONE = """
    SELECT (SELECT count(*) FROM outbox_items WHERE state = 'waiting')
         + (SELECT count(*) FROM wechat_deliveries WHERE decided_at IS NULL)
         + (SELECT count(*) FROM messages WHERE replies IS NULL)
"""

type Mark = tuple[int, int]

texts = cache(load_texts)


class Desk:
    """Answers what a judge has to know of the records."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.sessions = sessions

    async def people(self) -> list[Person]:
        """Return members who can prove who they are and whose card can be lost."""
        found = (
            select(Member.phone, Member.id_number)
            .where(
                Member.status == MemberStatus.active,
                Member.card_status == CardStatus.active,
                Member.phone.is_not(None),
            )
            .order_by(Member.id)
        )
        async with read_only(self.sessions) as session:
            rows = await session.execute(found)
            return [Person(phone, number[-4:]) for phone, number in rows if phone]

    async def latest(self) -> Mark:
        """Return the newest message and ticket: a run begins behind them."""
        newest = select(
            select(func.coalesce(func.max(Message.id), 0)).scalar_subquery(),
            select(func.coalesce(func.max(Ticket.id), 0)).scalar_subquery(),
        )
        async with read_only(self.sessions) as session:
            message, ticket = (await session.execute(newest)).one()
            return message, ticket

    async def since(self, mark: Mark) -> Records:
        """Return what was recorded and opened behind a mark."""
        message, ticket = mark
        messages = (
            select(Conversation.key, Message)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(Message.id > message)
        )
        tickets = (
            select(Conversation.key, Ticket)
            .join(Ticket, Ticket.conversation_id == Conversation.id)
            .where(Ticket.id > ticket)
        )
        async with read_only(self.sessions) as session:
            return Records(
                [_recorded(key, one) for key, one in await session.execute(messages)],
                [_opened(key, one) for key, one in await session.execute(tickets)],
            )

    async def undone(self) -> int:
        """Count what is still to be sent, decided or answered."""
        async with read_only(self.sessions) as session:
            return int((await session.execute(text(UNDONE))).scalar_one())

    async def sent_after(self, moment: datetime) -> Sequence[datetime]:
        """Return when those messages left that were waiting at a moment."""
        statement = select(OutboxItem.sent_at).where(
            OutboxItem.created_at <= moment, OutboxItem.sent_at > moment
        )
        async with read_only(self.sessions) as session:
            return [at for at in await session.scalars(statement) if at is not None]


@asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """Open the records and close them."""
    engine = create_engine(settings)
    try:
        yield Desk(create_sessions(engine))
    finally:
        await engine.dispose()


def _recorded(key: str, message: Message) -> Recorded:
    replies = message.replies
    if replies is None:
        return Recorded(message.message_id, key, None, message.degraded)
    answer = "\n".join(reply.text for reply in replies)
    shown = tuple(parts(replies, texts()))
    return Recorded(message.message_id, key, answer, message.degraded, shown)


def _opened(key: str, ticket: Ticket) -> Opened:
    return Opened(ticket.number, key, ticket.message_id, ticket.category)
