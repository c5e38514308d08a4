"""SQL of the bots' dialogues in PostgreSQL; the bots make the table, in bot/."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import URL, NullPool, column, delete, func, select, table
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

WAIT_SECONDS = 10
DIALOGUES = table("dialogues", column("sender"), column("saved_at"))


async def delete_old(talks: URL, *, before: datetime) -> int:
    """Delete what was saved before a moment, and return how many rows went."""
    async with _opened(talks) as connection:
        if connection is None:
            return 0
        old = DIALOGUES.c.saved_at < before.timestamp()
        return (await connection.execute(delete(DIALOGUES).where(old))).rowcount


async def delete_of(talks: URL, *, threads: Sequence[str]) -> None:
    """Delete dialogues by the names under which the bots know them."""
    async with _opened(talks) as connection:
        if connection is not None:
            theirs = DIALOGUES.c.sender.in_(threads)
            await connection.execute(delete(DIALOGUES).where(theirs))


@asynccontextmanager
async def _opened(talks: URL) -> AsyncIterator[AsyncConnection | None]:
    """Give a connection of its own; none before a bot has made the table."""
    engine = create_async_engine(
        talks,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": WAIT_SECONDS, "command_timeout": WAIT_SECONDS},
    )
    try:
        async with engine.begin() as connection:
            known = await connection.scalar(select(func.to_regclass("dialogues")))
            yield connection if known else None
    finally:
        await engine.dispose()
