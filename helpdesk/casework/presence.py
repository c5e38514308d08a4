"""Presence: who has a ticket open, so that two officers do not answer one worker."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.casework.presence_repository import PresenceRepository

SIGN_EVERY = timedelta(seconds=25)  # 50 officers: two small writes a second
FRESH = timedelta(seconds=60)  # two signs may be lost


async def seen(session: AsyncSession, ticket_id: int, officer_id: int) -> None:
    """Note that an officer has a ticket open."""
    await PresenceRepository(session).note(ticket_id, officer_id, at=clock.now())


async def left(session: AsyncSession, ticket_id: int, officer_id: int) -> None:
    """Note that an officer closed a ticket; who says nothing is gone after a minute."""
    await PresenceRepository(session).forget(ticket_id, officer_id)


async def on(
    session: AsyncSession, ticket_ids: Collection[int], *, but: int | None = None
) -> Mapping[int, Sequence[str]]:
    """Return the names of those who have tickets open, but for one officer."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    since = clock.now() - FRESH
    present = await PresenceRepository(session).list_on(ticket_ids, since=since)
    for ticket_id, officer_id, name in present:
        if officer_id != but:
            found[ticket_id].append(name)
    return found
