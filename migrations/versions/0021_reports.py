"""Revision 0021: days counted, sheets written, tables handed out."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0021"
down_revision = "0020"

TABLES = (
    "exports",
    "report_sheets",
    "report_tickets",
    "report_standing",
    "report_days",
)
PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")


def upgrade() -> None:
    """Go to this revision."""
    _counts()
    _sheets()
    _exports()
    op.create_index(None, "messages", ["received_at"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_index("ix_messages_received_at", "messages")
    for table in TABLES:
        op.drop_table(table)


def _counts() -> None:
    op.create_table(
        "report_days",
        _place(),
        sa.Column(
            "grain",
            sa.String(c.STATE_LENGTH),
            primary_key=True,
            comment="a day or a month",
        ),
        sa.Column("day", sa.Date(), primary_key=True, comment="its first day"),
        sa.Column(
            "counts",
            sa.JSON(),
            nullable=False,
            comment="by class of service, then by measure and key",
        ),
    )
    op.create_table(
        "report_standing",
        _place(),
        sa.Column(
            "measure", sa.String(24), primary_key=True, comment="open or overdue"
        ),
        sa.Column("day", sa.Date(), primary_key=True, comment="since when"),
        sa.Column(
            "service", sa.String(24), primary_key=True, comment="class of service"
        ),
        c.number("count", "how many"),
    )
    op.create_table(
        "report_tickets",
        sa.Column(
            "ticket_id",
            sa.Integer(),
            primary_key=True,
            autoincrement=False,
            comment="which ticket, by key",
        ),
        c.moment("changed_at", "the ticket's last change when it was counted"),
        sa.Column("place", PATH, nullable=False, comment="counted there and above"),
        c.text("service", 24, "class of service"),
        sa.Column(
            "facts",
            sa.JSON(),
            nullable=False,
            comment="day, measure and key of each fact",
        ),
    )
    op.create_index(None, "report_tickets", ["changed_at"])


def _sheets() -> None:
    op.create_table(
        "report_sheets",
        c.key(),
        c.state("kind", "what it tells"),
        c.text("name", 16, "of which week: 2026-W47"),
        sa.Column(
            "place", PATH, nullable=False, comment="of which place; empty: the city"
        ),
        c.sealed("content", "sealed figures"),
        c.moment("made_at", "when they were written down"),
        sa.UniqueConstraint("kind", "name", "place"),
    )


def _exports() -> None:
    op.create_table(
        "exports",
        c.key(),
        c.text("key", 32, "unguessable name in the address", unique=True),
        c.reference("officer_id", "officers.id", "who asked, and may fetch it"),
        c.sealed("wanted", "sealed: which rows, in which form"),
        c.state("state", "how far it is"),
        c.number("total", "rows there were when it was asked for"),
        c.number("done", "rows written so far"),
        c.text("path", 120, "the sealed file, below the data directory", null=True),
        c.sealed("file_key", "sealed key of that file", null=True),
        c.moment("finished_at", "when it was ready", null=True),
        c.moment("created_at", "when the row was made"),
    )
    op.create_index(None, "exports", ["state", "id"])
    op.create_index(None, "exports", ["created_at"])


def _place() -> sa.Column[str]:
    return sa.Column(
        "place",
        PATH,
        primary_key=True,
        comment="the union's path; empty: the whole city",
    )
