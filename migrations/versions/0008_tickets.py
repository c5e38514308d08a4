"""Revision 0008: how a ticket is handled, until when, and what was said of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go to this revision; tickets of before are left without a deadline."""
    for column in _added():
        op.add_column("tickets", column)


def downgrade() -> None:
    """Go back to the revision before."""
    for column in _added():
        op.drop_column("tickets", column.name)


def _added() -> tuple[sa.Column[Any], ...]:
    """Return the new columns."""
    return (
        c.text("skill", 24, "which officers see to it", null=True),
        c.state("deadline_class", "how much time it is given", null=True),
        c.day("due_on", "answered by this day", null=True),
        c.text("first_message_id", 128, "where its matter was first told", null=True),
        c.text("last_message_id", 128, "where it was last told of", null=True),
    )
