"""Revision 0013: officers who are signed in to the console."""

from alembic import op

from migrations import columns as c

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "console_sessions",
        c.key(),
        c.digest("token_lookup", "keyed digest of the browser's cookie", unique=True),
        c.part_of("officer_id", "officers", "who is signed in"),
        c.moment("seen_at", "when it was last used"),
        c.moment("expires_at", "good until, however used"),
        c.moment("created_at", "when the row was made"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("console_sessions")
