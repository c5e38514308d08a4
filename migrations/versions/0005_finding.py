"""Revision 0005: marks of changed names, postings of lawyers."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0005"
down_revision = "0004"

# What the indexes of names are made of.
WATCHED = {
    "organisations": ("kind", "name", "employer", "district", "street"),
    "sites": ("kind", "name", "district", "street"),
}
SQLITE_MARK = "UPDATE name_marks SET mark = random() WHERE subject = '{table}'"
POSTGRESQL_FUNCTION = """
CREATE FUNCTION mark_names() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
    UPDATE name_marks SET mark = (random() * 9000000000000000000)::bigint
    WHERE subject = TG_TABLE_NAME;
    RETURN NULL;
END$$
"""


def upgrade() -> None:
    """Go to this revision."""
    _postings()
    marks = op.create_table(
        "name_marks",
        sa.Column(
            "subject",
            sa.String(c.STATE_LENGTH),
            primary_key=True,
            comment="whose names",
        ),
        sa.Column(
            "mark",
            sa.BigInteger(),
            nullable=False,
            comment="another one after a change",
        ),
    )
    op.bulk_insert(marks, [{"subject": table, "mark": 0} for table in WATCHED])
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Go back to 0004."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in WATCHED:
        for event in ("insert", "update", "delete"):
            where = f" ON {table}" if is_postgresql else ""
            op.execute(f"DROP TRIGGER {table}_{event}_marks{where}")
    if is_postgresql:
        op.execute("DROP FUNCTION mark_names()")
    op.drop_table("name_marks")
    op.drop_table("postings")


def _triggers(dialect: str) -> Iterator[str]:
    """Yield what sets a table's mark whenever its names change, whoever does it."""
    if dialect == "postgresql":
        yield POSTGRESQL_FUNCTION
    for table, columns in WATCHED.items():
        events = ("insert", f"update OF {', '.join(columns)}", "delete")
        for event in events:
            name = f"{table}_{event.split()[0]}_marks"
            create = f"CREATE TRIGGER {name} AFTER {event} ON {table}"
            if dialect == "postgresql":
                yield f"{create} FOR EACH STATEMENT EXECUTE FUNCTION mark_names()"
            else:
                yield f"{create} BEGIN {SQLITE_MARK.format(table=table)}; END"


def _postings() -> None:
    """Lawyers of enterprises and communities."""
    op.create_table(
        "postings",
        c.key(),
        c.state("kind", "enterprise or community"),
        c.reference("organisation_id", "organisations.id", "for whom", index=False),
        c.reference("lawyer_id", "lawyers.id", "who"),
        c.number("weekday", "0 is Monday; null: by appointment", null=True),
        _hour("starts_at", "from, Shenzhen time"),
        _hour("ends_at", "to, Shenzhen time"),
        c.day("valid_from", "first day of the posting", null=True),
        c.day("valid_to", "last day of the posting", null=True),
        sa.UniqueConstraint("organisation_id", "lawyer_id"),
        sa.CheckConstraint("kind IN ('enterprise', 'community')", name="kind"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("starts_at < ends_at", name="hours"),
        sa.CheckConstraint(
            "(weekday IS NULL) = (starts_at IS NULL) "
            "AND (starts_at IS NULL) = (ends_at IS NULL)",
            name="agreed",
        ),
    )


def _hour(name: str, comment: str) -> sa.Column[object]:
    return sa.Column(name, sa.Time(), nullable=True, comment=comment)
