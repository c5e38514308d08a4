"""Revision 0014: what was heard in each turn of a call."""

from alembic import op

from migrations import columns as c

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("call_turns") as batch:
        batch.add_column(
            c.sealed("heard", "sealed words or keys; null: silence", null=True)
        )


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("call_turns") as batch:
        batch.drop_column("heard")
