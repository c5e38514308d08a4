"""Calls that are going on: a ticket that is written down meanwhile belongs to one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.calls import calls
from helpdesk.errors import NotFound
from helpdesk.intake.repository import IntakeRepository
from helpdesk.models import Conversation

LONGEST = timedelta(hours=2)
MOST = 20


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call that is going on."""

    id: int
    began_at: datetime
    phone: str | None
    """The number that calls; none when it was hidden."""


async def live_calls(session: AsyncSession) -> list[LiveCall]:
    """Return the calls that are going on, the newest first."""
    since = clock.now() - LONGEST
    return [
        LiveCall(call.id, call.began_at, await calls.caller(session, call))
        for call in await IntakeRepository(session).list_live(since, limit=MOST)
    ]


async def live_call(
    session: AsyncSession, call_id: int
) -> tuple[Conversation, str | None]:
    """Return the conversation of a call that is going on, and the number that calls.

    Raises:
        NotFound: There is no such call.
    """
    since = clock.now() - LONGEST
    call = await IntakeRepository(session).live(call_id, since)
    if call is None:
        raise NotFound("no such call")
    conversation = await calls.conversation(session, call)
    return conversation, await calls.caller(session, call)
