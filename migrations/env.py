"""Alembic's environment: migrates the database that the settings name.

``helpdesk.schema.upgrade`` hands its connection over; Alembic's own command line
(``alembic -c migrations/alembic.ini revision --autogenerate -m "what changes"``)
comes without one and gets one here.
"""

import asyncio
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, TypeDecorator

from helpdesk.config import Settings
from helpdesk.database import create_engine
from helpdesk.models import Base
from helpdesk.models.search import is_ours
from helpdesk.schema import schema_change


def render_item(
    kind: str,
    item: Any,  # noqa: ANN401 - Alembic hands over anything it can render
    _context: AutogenContext,
) -> str | Literal[False]:
    """Write plain column types: a revision must not change when the models do."""
    if kind != "type":
        return False
    if isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def migrate(connection: Connection) -> None:
    """Run the revisions: each in its own transaction, or all in the one there is."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        include_name=is_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_alone() -> None:
    """Migrate from Alembic's command line."""
    engine = create_engine(Settings())
    try:
        async with schema_change(engine) as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


handed_over: Connection | None = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
else:
    asyncio.run(migrate_alone())
