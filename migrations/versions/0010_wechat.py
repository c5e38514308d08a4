"""Revision 0010: followers of the WeChat account, deliveries, evidence."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0010"
down_revision = "0009"

TABLES = (
    "attachments",
    "wechat_logins",
    "wechat_tokens",
    "wechat_deliveries",
    "wechat_opt_ins",
    "wechat_followers",
)


def upgrade() -> None:
    """Go to this revision."""
    _followers()
    _deliveries()
    _logins()
    _attachments()
    with op.batch_alter_table("outbox_items") as batch:
        batch.alter_column(
            "recipient_lookup",
            existing_type=sa.LargeBinary(c.DIGEST_LENGTH),
            nullable=True,
            comment="keyed digest of the phone",
        )
        batch.add_column(
            c.reference(
                "identity_id",
                "identities.id",
                "the follower, on WeChat",
                null=True,
                index=False,
            )
        )
        batch.add_column(
            c.text(
                "request_key",
                80,
                "what it tells of; the same thing is told once",
                null=True,
            )
        )
        batch.add_column(
            c.text("provider_id", 64, "the provider's id of the message", null=True)
        )
    op.create_index(None, "outbox_items", ["identity_id", "state", "id"])
    op.create_index(None, "outbox_items", ["request_key"], unique=True)
    op.create_index(None, "outbox_items", ["provider_id"])


def downgrade() -> None:
    """Go back to the revision before; what was to leave by WeChat is dropped."""
    op.execute("DELETE FROM outbox_items WHERE kind = 'wechat'")
    for name in ("identity_id_state_id", "request_key", "provider_id"):
        op.drop_index(f"ix_outbox_items_{name}", "outbox_items")
    with op.batch_alter_table("outbox_items") as batch:
        batch.drop_constraint(
            "fk_outbox_items_identity_id_identities", type_="foreignkey"
        )
        for name in ("identity_id", "request_key", "provider_id"):
            batch.drop_column(name)
        batch.alter_column(
            "recipient_lookup",
            existing_type=sa.LargeBinary(c.DIGEST_LENGTH),
            nullable=False,
        )
    for table in TABLES:
        op.drop_table(table)


def _followers() -> None:
    op.create_table(
        "wechat_followers",
        c.key(),
        c.reference("identity_id", "identities.id", "whose openid it is", index=False),
        c.text("scene", 64, "by which QR code the follower came", null=True),
        c.moment("message_until", "48 hours after the last message", null=True),
        c.number("message_left", "messages we may still send for it"),
        c.moment(
            "contact_until", "a minute after the last tap, scan or following", null=True
        ),
        c.number("contact_left", "messages we may still send for it"),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("identity_id"),
    )
    op.create_table(
        "wechat_opt_ins",
        c.key(),
        c.reference("identity_id", "identities.id", "who agreed", index=False),
        c.text("template_id", 64, "WeChat's id of the notice"),
        c.number("left", "notices still allowed"),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("identity_id", "template_id"),
    )


def _deliveries() -> None:
    op.create_table(
        "wechat_deliveries",
        c.key(),
        c.digest(
            "key_lookup",
            "keyed digest of the message id, or of what tells an event",
            unique=True,
        ),
        c.reference("identity_id", "identities.id", "from whom"),
        c.sealed(
            "reply", "sealed body that was answered; null: not decided yet", null=True
        ),
        c.moment("received_at", "when it first came"),
        c.moment("decided_at", "when it was answered", null=True),
    )
    op.create_table(
        "wechat_tokens",
        c.key(),
        c.text("app_id", 32, "of which account", unique=True),
        c.sealed("token", "sealed token"),
        c.moment("expires_at", "not used after"),
        c.moment("fetched_at", "when it was fetched"),
        c.number("forced", "how many were forced on that day"),
    )


def _logins() -> None:
    op.create_table(
        "wechat_logins",
        c.key(),
        c.digest("state_lookup", "keyed digest of OAuth's state", unique=True),
        c.digest("session_lookup", "keyed digest of the browser's cookie", unique=True),
        c.state("state", "how far it is"),
        c.reference(
            "identity_id", "identities.id", "whose openid WeChat told", null=True
        ),
        c.moment("expires_at", "good until"),
        c.moment("created_at", "when the row was made"),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        c.key(),
        c.reference(
            "conversation_id",
            "conversations.id",
            "where it was sent",
            null=True,
            index=False,
        ),
        c.text("message_id", 128, "the channel's id of the delivery"),
        c.reference(
            "ticket_id", "tickets.id", "the matter it is evidence of", null=True
        ),
        c.state("kind", "what was sent"),
        c.state("state", "how far it is"),
        c.sealed("source", "sealed media id at the provider", null=True),
        c.sealed("name", "sealed name of the file", null=True),
        c.text("media_type", 64, "what its bytes are", null=True),
        c.number("size", "bytes", null=True),
        c.text("sha256", 64, "of its bytes", null=True),
        c.text("path", 120, "the sealed file, below the data directory", null=True),
        c.sealed("key", "sealed key of that file", null=True),
        c.number("tries", "times it was fetched"),
        c.moment("due_at", "not fetched before"),
        c.text("error", 200, "why it was not stored", null=True),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("conversation_id", "message_id"),
    )
    op.create_index(None, "attachments", ["state", "due_at"])
