"""Who waits for an officer to talk to, as the strip above the queue shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import ChannelKind
from helpdesk.scope import Scope
from helpdesk.tickets.waiting_repository import WaitingRepository

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """A worker who waits, and the ticket it is about, if there is one."""

    conversation_id: int
    channel: ChannelKind
    since: datetime
    is_urgent: bool
    """Somebody is in danger."""

    reason: str | None
    number: str | None
    subject: str | None


async def waiting(
    session: AsyncSession, *, scope: Scope, limit: int = SHOWN
) -> Sequence[Waiting]:
    """Return who waits, danger first, then who waits longest.

    Who has no ticket yet waits at the city's front desk.
    """
    repository = WaitingRepository(session)
    found = await repository.list_waiting(scope=scope, limit=limit)
    tickets = await repository.newest_tickets([each.id for each in found], scope=scope)
    return [
        Waiting(
            each.id,
            each.channel,
            each.queued_at or each.created_at,
            each.urgent_at is not None,
            each.queue_reason,
            *tickets.get(each.id, (None, None)),
        )
        for each in found
    ]
