"""What all repositories share."""

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Base


class Repository:
    """Questions to the database, asked in one session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def insert(self, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that can say ON CONFLICT on either database."""
        if self.session.get_bind().dialect.name == "postgresql":
            return postgresql.insert(model)
        return sqlite.insert(model)


async def attached[Record: Base](session: AsyncSession, record: Record) -> Record:
    """Bring a record of an earlier unit of work up to date in this one.

    An edge ends its unit of work before it waits for the bot; what it still holds
    would else be changed in memory only.
    """
    if record in session:
        return record
    key = inspect(record).identity_key
    known = key and session.identity_map.get(key)
    if isinstance(known, type(record)):
        return known
    session.add(record)
    await session.refresh(record)
    return record


async def held[Record: Base](session: AsyncSession, record: Record) -> Record:
    """Return a record as it is now, nobody else's to change in this transaction.

    What was changed and not written yet is written first: a refresh forgets it. Rows
    that refer to a held one may go on being added.
    """
    record = await attached(session, record)
    await session.flush()
    await session.refresh(record, with_for_update={"key_share": True})
    return record
