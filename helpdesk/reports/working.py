"""What the worker does for the reports, again and again."""

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.reports.alerting import listen, watch
from helpdesk.reports.counting import counting
from helpdesk.reports.visiting import count_visits
from helpdesk.reports.weekly import weekly


async def keep_counts(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Count what changed since; the board is seconds behind the tickets."""
    await counting.follow(sessions)


async def keep_sheets(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Write down what takes longer; last week's brief once the week is over."""
    await watch(sessions)
    await count_visits(sessions)
    await listen(sessions)
    await counting.follow(sessions)
    await weekly.freeze(sessions)
