"""Revision 0016: canned texts, macros, rules of assignment, proposed articles."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0016"
down_revision = "0015"

PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")
TABLES = (
    "article_proposals",
    "assignment_tries",
    "assignment_turns",
    "assignment_rules",
    "macros",
    "canned_texts",
)


def upgrade() -> None:
    """Go to this revision."""
    _canned()
    _assignment()
    op.create_table(
        "article_proposals",
        c.key(),
        c.text("key", 96, "the article's id", unique=True),
        c.number("base", "which version it changes; null: a new article", null=True),
        _list("content", "the fields as proposed"),
        c.state("state", "how far it is"),
        c.number("writings", "how often it was written at"),
        c.reference("author_id", "officers.id", "who wrote it last"),
        c.text("remark", 400, "why it was sent back", null=True),
        c.moment("updated_at", "when it was last written"),
        c.moment("created_at", "when the row was made"),
    )


def _canned() -> None:
    op.create_table(
        "canned_texts",
        c.key(),
        *_shipped(),
        c.text("title", 40, "as officers look for it"),
        c.prose("text", "what is said, with {{fields}}"),
        c.state("use", "for which step"),
        c.text("skill", 24, "for tickets of this skill; null: of any", null=True),
        c.text("category", 48, "for tickets of this category; null: of any", null=True),
        c.reference(
            "officer_id", "officers.id", "whose own; null: everybody's", null=True
        ),
        c.number("used", "how often it was taken up"),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "macros",
        c.key(),
        *_shipped(),
        c.text("name", 40, "as officers look for it"),
        c.text("skill", 24, "for tickets of this skill; null: of any", null=True),
        _list("steps", "what is done, in order"),
        c.number("used", "how often it was run"),
        c.moment("created_at", "when the row was made"),
    )


def _assignment() -> None:
    op.create_table(
        "assignment_rules",
        c.key(),
        *_shipped(),
        c.text("name", 40, "as the ticket tells it"),
        c.number("position", "asked in this order"),
        c.state("hours", "when it holds"),
        *(
            _list(name, "of these; none: any")
            for name in ("skills", "categories", "priorities", "sources")
        ),
        c.state("role", "to officers of this role; null: those named", null=True),
        _list("officer_ids", "to one of these; none: anybody of the role"),
        c.number("most", "passes over who has as many; null: no limit", null=True),
        c.moment("created_at", "when the row was made"),
    )
    officer = sa.ForeignKey("officers.id")
    op.create_table(
        "assignment_turns",
        sa.Column("officer_id", sa.Integer(), officer, primary_key=True, comment="who"),
        c.moment("last_at", "when"),
    )
    ticket = sa.ForeignKey("tickets.id", ondelete="CASCADE")
    op.create_table(
        "assignment_tries",
        sa.Column(
            "ticket_id", sa.Integer(), ticket, primary_key=True, comment="which ticket"
        ),
        c.moment("again_at", "not before"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for name in TABLES:
        op.drop_table(name)


def _shipped() -> tuple[sa.Column[Any], ...]:
    """Return what all have that come with the program, for a part of the tree."""
    return (
        c.text(
            "shipped",
            60,
            "its name in our file; null: an officer's",
            null=True,
            unique=True,
        ),
        c.flag("is_edited", "an officer changed what was shipped; it stays so"),
        c.flag("active", "is in use"),
        c.reference(
            "organisation_id", "organisations.id", "whose; null: the city's", null=True
        ),
        sa.Column(
            "path", PATH, comment="that union's path: it is for the tickets below"
        ),
    )


def _list(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False, comment=comment)
