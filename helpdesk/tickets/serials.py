"""The day's serials after a restore."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.tickets.reading import SERIALS_PER_DAY
from helpdesk.tickets.repository import TicketRepository


async def skip_serials(session: AsyncSession) -> int:
    """Leave out half of today's free numbers, and return how many that are.

    Restored records know nothing of the numbers that were told since the backup; a
    second person must not get one of them.
    """
    repository, today = TicketRepository(session), clock.today()
    last = await repository.last_serial(today)
    skipped = (SERIALS_PER_DAY - last) // 2
    await repository.set_serial(today, last + skipped)
    return skipped
