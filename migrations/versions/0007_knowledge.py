"""Revision 0007: articles with ids, asks and evidence; their versions.

The old columns stay as they are, so that what still runs can go on answering.
"""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0007"
down_revision = "0006"

NEW = (
    ("key", sa.String(96), "its id: an intent, or intent.aspect"),
    ("asks", sa.JSON(), "how workers ask for it"),
    ("evidence", sa.JSON(), "every figure, with where it is from"),
    ("reviewer", sa.String(60), "who last checked it"),
    ("reviewed_on", sa.Date(), "when"),
    ("status", sa.String(c.STATE_LENGTH), "whether it answers"),
    ("updated_at", sa.DateTime(timezone=True), "when it last changed"),
)
# An intent had several articles only for different times; all but the first get
# their number into the id. What there was came from the files.
FILL = """
UPDATE articles SET
    key = CASE
        WHEN id = (SELECT min(a.id) FROM articles a WHERE a.intent = articles.intent)
        THEN intent ELSE intent || '.old_' || id END,
    asks = '[]', evidence = '[]', reviewer = '', reviewed_on = DATE(created_at),
    status = 'published', updated_at = created_at, shipped = version
"""
ASPECT = "UPDATE articles SET aspect = 'old_' || id WHERE key <> intent"
VALIDITY = sa.CheckConstraint("valid_from <= valid_to", name="ck_articles_validity")


def upgrade() -> None:
    """Go to this revision."""
    for name, kind, comment in NEW:
        op.add_column("articles", sa.Column(name, kind, comment=comment))
    op.add_column(
        "articles",
        c.text("aspect", 48, "what of the topic; null: the main answer", null=True),
    )
    op.add_column(
        "articles",
        c.number(
            "shipped",
            "the version that came from the files; another one is an officer's",
            null=True,
        ),
    )
    op.execute(FILL)
    op.execute(ASPECT)
    op.drop_index("ix_articles_intent", "articles")
    with op.batch_alter_table("articles", table_args=(VALIDITY,)) as batch:
        for name, kind, _ in NEW:
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.drop_constraint("uq_articles_intent_title", type_="unique")
        batch.create_unique_constraint("uq_articles_key", ["key"])
        batch.create_index("ix_articles_intent_aspect", ["intent", "aspect"])
    op.create_table(
        "article_versions",
        c.key(),
        sa.Column(
            "article_id",
            sa.Integer(),
            sa.ForeignKey("articles.id", ondelete="CASCADE"),
            nullable=False,
            comment="of which article",
        ),
        c.number("version", "which of its versions"),
        c.state("change", "what was done"),
        c.reference(
            "officer_id", "officers.id", "who did it; null: the files", null=True
        ),
        sa.Column("content", sa.JSON(), nullable=False, comment="all its fields"),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("article_id", "version"),
    )


def downgrade() -> None:
    """Go back to 0006; of several articles of one title only the first stays."""
    op.drop_table("article_versions")
    op.execute(
        "DELETE FROM articles WHERE id NOT IN "
        "(SELECT min(id) FROM articles GROUP BY intent, title)"
    )
    with op.batch_alter_table("articles", table_args=(VALIDITY,)) as batch:
        batch.drop_index("ix_articles_intent_aspect")
        batch.drop_constraint("uq_articles_key", type_="unique")
        batch.create_unique_constraint("uq_articles_intent_title", ["intent", "title"])
        for name in ("shipped", "aspect", *(name for name, _, _ in NEW)):
            batch.drop_column(name)
    op.create_index("ix_articles_intent", "articles", ["intent"])
