"""Revision 0004: addresses of talks, since when identities are bound, cleared rows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go to this revision."""
    for table, column in _added():
        op.add_column(table, column)


def downgrade() -> None:
    """Go back to 0003."""
    for table, column in _added():
        op.drop_column(table, column.name)


def _added() -> tuple[tuple[str, sa.Column[Any]], ...]:
    """Return new columns of tables that are there."""
    return (
        ("conversations", c.sealed("address", "sealed network address", null=True)),
        ("identities", c.moment("bound_at", "bound to that member since", null=True)),
        (
            "tickets",
            c.moment("cleared_at", "when its personal data were taken out", null=True),
        ),
    )
