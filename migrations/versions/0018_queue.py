"""Revision 0018: the queue's indexes, saved views, and who has which ticket open."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0018"
down_revision = "0017"

PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")
UNSETTLED: Mapping[str, Sequence[str]] = {
    "due": ("due_on", "id"),
    "priority": ("priority", "due_on", "id"),
    "officer": ("officer_id", "due_on", "id"),
    "supervised": ("supervised_at", "due_on", "id"),
    "place": (
        "path",
        "status",
        "due_on",
        "officer_id",
        "claimed_by_id",
        "claimed_until",
        "supervised_at",
        "settled_at",  # always NULL; SQLite counts along the index alone if it is there
    ),
}


def upgrade() -> None:
    """Go to this revision; a ticket without a day is due on the day it was opened."""
    op.execute("UPDATE tickets SET due_on = date(created_at) WHERE due_on IS NULL")
    for name, columns in UNSETTLED.items():
        _index(f"ix_tickets_unsettled_{name}", "tickets", columns, "settled_at IS NULL")
    # Of settled ones only: SQLite would take "IS NULL" for one value among many.
    settled = ("settled_at", "id")
    _index("ix_tickets_lately", "tickets", settled, "settled_at IS NOT NULL")
    where = "queued_at IS NOT NULL"
    _index("ix_conversations_waiting", "conversations", ["queued_at"], where)
    op.create_table(
        "saved_views",
        c.key(),
        _of_officer("who made it", index=False),
        c.text("name", 20, "what it is called"),
        sa.Column(
            "wanted",
            sa.JSON(),
            nullable=False,
            comment="which tickets, without personal data",
        ),
        c.flag("is_shared", "others see it too"),
        sa.Column(
            "path",
            PATH,
            comment="whose officers see it: of this union and those below it",
        ),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("officer_id", "name"),
    )
    op.create_table(
        "ticket_presences",
        c.key(),
        sa.Column(
            "ticket_id",
            sa.Integer(),
            sa.ForeignKey("tickets.id", ondelete="CASCADE"),
            nullable=False,
            comment="which ticket",
        ),
        _of_officer("who has it open", index=True),
        c.moment("seen_at", "when that was last so"),
        sa.UniqueConstraint("ticket_id", "officer_id"),
    )
    op.create_index(None, "ticket_presences", ["seen_at"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("ticket_presences")
    op.drop_table("saved_views")
    op.drop_index("ix_conversations_waiting", "conversations")
    op.drop_index("ix_tickets_lately", "tickets")
    for name in UNSETTLED:
        op.drop_index(f"ix_tickets_unsettled_{name}", "tickets")


def _of_officer(comment: str, *, index: bool) -> sa.Column[int]:
    return sa.Column(
        "officer_id",
        sa.Integer(),
        sa.ForeignKey("officers.id", ondelete="CASCADE"),
        nullable=False,
        index=index or None,
        comment=comment,
    )


def _index(name: str, table: str, columns: Sequence[str], where: str) -> None:
    """Make an index of some rows of a table."""
    rows = sa.text(where)
    op.create_index(
        name, table, list(columns), sqlite_where=rows, postgresql_where=rows
    )
