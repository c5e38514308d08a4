"""SQL of the figures: each is answered from an index that holds few rows."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, func, select

from helpdesk.models import (
    Conversation,
    Floor,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Priority,
    Ticket,
)
from helpdesk.repository import Repository

LEAVING = (OutboxState.waiting, OutboxState.held, OutboxState.failed)


class FiguresRepository(Repository):
    """Questions about how much waits, and for how long."""

    async def outbox(
        self,
    ) -> Sequence[Row[OutboxKind, OutboxState, int, datetime]]:
        """Count what has not left by provider and state, and when the first was due."""
        statement = (
            select(
                OutboxItem.kind,
                OutboxItem.state,
                func.count(),
                func.min(OutboxItem.due_at),
            )
            .where(OutboxItem.state.in_(LEAVING))
            .group_by(OutboxItem.kind, OutboxItem.state)
        )
        return (await self.session.execute(statement)).all()

    async def tickets(self) -> Sequence[Row[Priority, int]]:
        """Count the tickets that are not settled, by priority."""
        statement = (
            select(Ticket.priority, func.count())
            .where(Ticket.settled_at.is_(None))
            .group_by(Ticket.priority)
        )
        return (await self.session.execute(statement)).all()

    async def unanswered(self, *, before: datetime) -> int:
        """Count the tickets that an officer should have answered by a moment."""
        return await self._tickets(
            Ticket.answered_at.is_(None) & (Ticket.answer_due_at < before)
        )

    async def unsettled(self, *, before: date) -> int:
        """Count the tickets that should be settled before a day."""
        return await self._tickets(Ticket.due_on < before)

    async def queue(self) -> tuple[int, datetime | None]:
        """Count who waits for an officer, with since when the first does."""
        statement = select(func.count(), func.min(Conversation.queued_at)).where(
            Conversation.floor == Floor.queued
        )
        count, since = (await self.session.execute(statement)).one()
        return count, since

    async def _tickets(self, rule: ColumnElement[bool]) -> int:
        statement = select(func.count()).where(Ticket.settled_at.is_(None), rule)
        return await self.session.scalar(statement) or 0
