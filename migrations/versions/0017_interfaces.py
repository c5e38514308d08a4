"""Revision 0017: programs that come in with a token, and those that are called."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0017"
down_revision = "0016"

PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "api_tokens",
        c.key(),
        c.reference(
            "officer_id", "officers.id", "the account that it acts as", index=False
        ),
        c.text("prefix", 16, "how it begins, to know it by", unique=True),
        c.sealed("fingerprint", "sealed SHA-256 of it: digests are made anew from it"),
        c.digest("fingerprint_lookup", "keyed digest of that", unique=True),
        c.reference(
            "created_by_id", "officers.id", "who made it; null: by hand", null=True
        ),
        c.moment("expires_at", "good until"),
        c.moment("last_used_at", "last seen", null=True),
        c.moment("revoked_at", "taken back", null=True),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("officer_id"),
    )
    op.create_table(
        "idempotent_requests",
        c.key(),
        c.reference("token_id", "api_tokens.id", "whose request", index=False),
        c.digest("key_lookup", "keyed digest of the key it was sent with"),
        c.digest("request_lookup", "keyed digest of what was asked"),
        c.sealed("answer", "sealed answer; null: none yet", null=True),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("token_id", "key_lookup"),
    )
    op.create_table(
        "webhooks",
        c.key(),
        c.reference("officer_id", "officers.id", "the account that set it up"),
        c.sealed("url", "sealed address: its path may be a secret"),
        sa.Column("events", sa.JSON(), nullable=False, comment="what it is told"),
        sa.Column("path", PATH, comment="of which subtree; null: the whole city"),
        c.sealed("secret", "sealed key that signs"),
        c.sealed("old_secret", "sealed key before, while it is changed", null=True),
        c.moment(
            "old_secret_until",
            "until when the one before signs as well",
            null=True,
        ),
        c.state("state", "whether it is called"),
        c.number("failures", "failed calls since the last that went well"),
        c.moment("rests_until", "not called before, after failures", null=True),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "webhook_deliveries",
        c.key(),
        c.text("key", 40, "the event's id, the same with every try", unique=True),
        sa.Column(
            "webhook_id",
            sa.Integer(),
            sa.ForeignKey("webhooks.id", ondelete="CASCADE"),
            nullable=False,
            comment="which webhook",
        ),
        c.part_of("ticket_id", "tickets", "which ticket"),
        c.state("event", "what happened"),
        sa.Column(
            "body", sa.JSON(), nullable=False, comment="what is told; no personal data"
        ),
        c.state("state", "how far it is"),
        c.number("tries", "calls begun"),
        c.moment("begun_at", "tried for a day from then on"),
        c.moment("due_at", "not before"),
        c.moment("sent_at", "taken", null=True),
        c.text("error", 80, "why the last call failed", null=True),
        c.moment("created_at", "when the row was made"),
    )
    op.create_index(None, "webhook_deliveries", ["state", "due_at"])
    op.create_index(
        None, "webhook_deliveries", ["webhook_id", "ticket_id", "state", "id"]
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in (
        "webhook_deliveries",
        "webhooks",
        "idempotent_requests",
        "api_tokens",
    ):
        op.drop_table(table)
