"""How the outbox stands, for who looks after an installation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import OutboxKind
from helpdesk.notifications.backlog_repository import BacklogRepository


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has not left by one provider; `oldest_due` should have left already."""

    oldest_due: datetime | None
    held: int
    failed: int


async def backlog(session: AsyncSession, kind: OutboxKind) -> Backlog:
    """Count what has not left."""
    repository = BacklogRepository(session)
    return Backlog(
        await repository.oldest_due(kind), *await repository.held_and_failed(kind)
    )
