"""Revision 0009: the moves of the floor, and who goes first in the queue."""

from alembic import op

from migrations import columns as c

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "floor_events",
        c.key(),
        c.reference(
            "conversation_id", "conversations.id", "in which conversation", index=False
        ),
        c.state("move", "what happened"),
        c.state("author", "who did it"),
        c.reference("officer_id", "officers.id", "which officer", null=True),
        c.sealed("text", "sealed words of the officer", null=True),
        c.state("before", "who answered before"),
        c.state("after", "who answers from then on"),
        c.moment("created_at", "when the row was made"),
    )
    op.create_index(None, "floor_events", ["conversation_id", "id"])
    op.add_column(
        "conversations",
        c.moment(
            "urgent_at", "since when somebody is in danger: goes first", null=True
        ),
    )


def downgrade() -> None:
    """Go back to 0006."""
    op.drop_column("conversations", "urgent_at")
    op.drop_table("floor_events")
