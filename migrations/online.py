"""Steps of a revision for which nobody has to stop working.

Like ``migrations.columns`` they never change: old revisions call them.
"""

from collections.abc import Sequence

from alembic import op
from sqlalchemy.sql.elements import TextClause

PATIENCE = "10min"  # it waits for transactions that are under way; nobody waits for it
USUAL = "3s"


def create_index(
    name: str,
    table: str,
    columns: Sequence[str],
    *,
    where: TextClause | None = None,
    unique: bool = False,
) -> None:
    """Make an index while others write; a revision that does has no other steps.

    PostgreSQL does this outside of any transaction. A try that was broken off leaves
    an index that is never used: it goes first.
    """
    if op.get_context().dialect.name != "postgresql":
        op.create_index(name, table, list(columns), unique=unique, sqlite_where=where)
        return
    with op.get_context().autocommit_block():
        op.execute(f"SET lock_timeout = '{PATIENCE}'")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.create_index(
            name,
            table,
            list(columns),
            unique=unique,
            postgresql_where=where,
            postgresql_concurrently=True,
        )
        op.execute(f"SET lock_timeout = '{USUAL}'")
