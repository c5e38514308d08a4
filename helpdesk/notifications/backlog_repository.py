"""SQL of the outbox's backlog."""

from datetime import datetime

from sqlalchemy import func, select

from helpdesk.models import OutboxItem, OutboxKind, OutboxState
from helpdesk.repository import Repository


class BacklogRepository(Repository):
    """Questions about what has not left."""

    async def oldest_due(self, kind: OutboxKind) -> datetime | None:
        """Return when the longest waiting item was due."""
        statement = select(func.min(OutboxItem.due_at)).where(
            OutboxItem.kind == kind, OutboxItem.state == OutboxState.waiting
        )
        return await self.session.scalar(statement)

    async def held_and_failed(self, kind: OutboxKind) -> tuple[int, int]:
        """Count what waits for its follower, and what was given up."""
        statement = (
            select(OutboxItem.state, func.count())
            .where(OutboxItem.kind == kind)
            .group_by(OutboxItem.state)
        )
        rows = await self.session.execute(statement)
        counts = {row[0]: row[1] for row in rows}
        return counts.get(OutboxState.held, 0), counts.get(OutboxState.failed, 0)
