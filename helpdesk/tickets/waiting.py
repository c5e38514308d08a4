"""Who waits for an officer to talk to, as the strip above the queue shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import NotFound
from helpdesk.models import ChannelKind, Conversation
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


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who waits in a conversation, and what is known of it."""

    conversation: Conversation
    number: str | None
    """The ticket it is about."""

    last_message_id: str | None


async def caller(
    session: AsyncSession, conversation_id: int, *, scope: Scope
) -> Caller:
    """Return who waits in a conversation.

    Raises:
        NotFound: Nobody does, any more or as seen from there.
    """
    repository = WaitingRepository(session)
    found = await repository.by_id(conversation_id, scope=scope)
    if found is None:
        raise NotFound("nobody waits there")
    tickets = await repository.newest_tickets([found.id], scope=scope)
    number, _ = tickets.get(found.id, (None, None))
    return Caller(found, number, await repository.last_message(found.id))
