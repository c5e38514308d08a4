"""SQL of questions that found no answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from helpdesk.models import Message
from helpdesk.repository import Repository

NEWEST = 20_000
"""So many messages are looked through, along their keys, however many there are."""


class GapsRepository(Repository):
    """Questions about what workers asked."""

    async def list_unanswered(
        self, *, since: datetime, intents: Sequence[str], below: float, limit: int
    ) -> Sequence[tuple[str, datetime]]:
        """Return what was not understood, hardly, or met no bot; the newest first."""
        statement = (
            select(Message.text, Message.received_at)
            .where(
                _lately(since),
                or_(
                    Message.intent.in_(intents),
                    Message.confidence < below,
                    Message.degraded,
                ),
            )
            .order_by(Message.id.desc())
            .limit(limit)
        )
        return [(text, at) for text, at in await self.session.execute(statement)]

    async def count_intents(self, *, since: datetime) -> Sequence[tuple[str, int]]:
        """Count what was asked, by intent."""
        statement = (
            select(Message.intent, func.count())
            .where(_lately(since), Message.intent.is_not(None))
            .group_by(Message.intent)
        )
        return [(name, n) for name, n in await self.session.execute(statement) if name]


def _lately(since: datetime) -> ColumnElement[bool]:
    newest = select(func.max(Message.id)).scalar_subquery()
    return (Message.id > newest - NEWEST) & (Message.received_at >= since)
