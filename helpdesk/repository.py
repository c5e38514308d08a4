"""What all repositories share."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, any_, inspect, literal, text, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.models import Base
from helpdesk.scope import Scope


class Repository:
    """Questions to the database, asked in one session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def insert(self, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that can say ON CONFLICT on either database."""
        if self.session.get_bind().dialect.name == "postgresql":
            return postgresql.insert(model)
        return sqlite.insert(model)

    def one_of(
        self, column: InstrumentedAttribute[Any], keys: Collection[int]
    ) -> ColumnElement[bool]:
        """Match rows by their keys, for what is asked again and again.

        PostgreSQL gets the keys as one array: a list of another length would be
        another statement, and each connection keeps the plans of a hundred.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            array = literal(list(keys), postgresql.ARRAY(column.type))
            return column == any_(array)
        return column.in_(keys)


def within(
    column: InstrumentedAttribute[str | None], scope: Scope
) -> ColumnElement[bool]:
    """Match paths that a scope covers: one range of an index on the column."""
    if scope.path is None:
        return true()
    return below(column, scope.path)


def below(column: InstrumentedAttribute[str | None], path: str) -> ColumnElement[bool]:
    """Match the paths that begin with this one, which ends in a slash."""
    end = path[:-1] + chr(ord("/") + 1)
    return (column >= path) & (column < end)


async def plan_for_values(session: AsyncSession) -> None:
    """Let PostgreSQL plan each statement of this transaction for its own values.

    It would else make one plan for all after the fifth time; but a street's tickets are
    found otherwise than the city's: 3 ms became 570 with a million tickets.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


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
