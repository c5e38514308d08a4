"""Revision 0011: calls to the hotline and their turns."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "calls",
        c.key(),
        c.digest("call_lookup", "keyed digest of the platform's id", unique=True),
        c.reference(
            "identity_id",
            "identities.id",
            "the caller number, or the call itself",
            index=False,
        ),
        c.reference("conversation_id", "conversations.id", "where it is recorded"),
        c.sealed("talk", "sealed state of the talk", null=True),
        c.flag("unfinished", "whether it broke off and may be gone on with"),
        c.moment("began_at", "when it came in"),
        c.moment("ended_at", "when it was over", null=True),
    )
    op.create_index(None, "calls", ["identity_id", "ended_at"])
    op.create_table(
        "call_turns",
        c.key(),
        c.part_of("call_id", "calls", "of which call"),
        c.number("seq", "the platform's number of the event"),
        c.sealed("answer", "sealed answer; null: not decided yet", null=True),
        c.moment("received_at", "when it first came"),
        sa.UniqueConstraint("call_id", "seq"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("call_turns")
    op.drop_table("calls")
