"""Revision 0006: imports of files, and the mark they leave on what they write."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0006"
down_revision = "0005"

WRITTEN = ("members", "organisations", "sites")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "import_runs",
        c.key(),
        c.state("kind", "what its rows are"),
        c.text("digest", 64, "SHA-256 of the file"),
        c.number("attempt", "1, then more when asked to take it in again"),
        c.number("last_row", "last row that is dealt with"),
        _large("next_byte", "where the next row begins, in bytes"),
        c.number("added", "rows that are new"),
        c.number("updated", "rows that were known"),
        c.number("rejected", "rows turned down"),
        c.number("unplaced", "rows in, whose union is not on record"),
        _large("rejects_size", "bytes of the rejects file that count"),
        c.moment("finished_at", "when all was in", null=True),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("kind", "digest", "attempt"),
    )
    for table in WRITTEN:
        op.add_column(
            table, c.number("import_run", "the import that wrote it last", null=True)
        )
        op.add_column(table, c.number("import_row", "the row of that file", null=True))


def downgrade() -> None:
    """Go back to 0005."""
    for table in WRITTEN:
        op.drop_column(table, "import_row")
        op.drop_column(table, "import_run")
    op.drop_table("import_runs")


def _large(name: str, comment: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False, comment=comment)
