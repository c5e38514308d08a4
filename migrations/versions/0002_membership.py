"""Revision 0002: applications, transfers, cards, consent, audit, the tree's paths."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0002"
down_revision = "0001"

# Byte order on PostgreSQL as on SQLite: a subtree is then one range of the index.
PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")
INDEXES = (
    ("members", "organisation_id", "status"),
    ("organisations", "path"),
    ("organisations", "state", "headcount"),
    ("applications", "primary_id", "status"),
    ("applications", "upper_id", "status"),
    ("transfers", "from_id", "status"),
    ("transfers", "to_id", "status"),
    ("audit_entries", "subject", "subject_id"),
    ("audit_entries", "created_at"),
    ("consents", "member_id", "purpose"),
    ("consents", "identity_id", "purpose"),
)
# Of a member's rows only one may be on its way: table, index, condition.
SINGLES = (
    (
        "applications",
        "ix_applications_one_undecided",
        "status NOT IN ('approved', 'rejected', 'withdrawn')",
    ),
    (
        "transfers",
        "ix_transfers_one_undecided",
        "status NOT IN ('completed', 'released', 'refused', 'withdrawn')",
    ),
    ("cards", "ix_cards_one_live", "state NOT IN ('replaced', 'cancelled')"),
)
TABLES = ("consents", "audit_entries", "cards", "transfers", "applications")
# Ids are joined level by level; six levels are more than the union has.
LEVELS = 8
FROZEN = {
    "sqlite": (
        "CREATE TRIGGER audit_entries_frozen BEFORE UPDATE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'the audit log is append-only'; END$$",
        "CREATE TRIGGER audit_entries_frozen BEFORE UPDATE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_update()",
    ),
}


def upgrade() -> None:
    """Go to this revision."""
    for table, added in _added().items():
        for column in added:
            op.add_column(table, column)
    _applications()
    _transfers()
    _cards()
    _audit()
    _consents()
    for table, *columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.drop_index("ix_members_organisation_id", "members")
    op.create_index(
        "ix_organisations_credit_code", "organisations", ["credit_code"], unique=True
    )
    for table, name, condition in SINGLES:
        where = sa.text(condition)
        op.create_index(
            name,
            table,
            ["member_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
    for statement in FROZEN[op.get_bind().dialect.name]:
        op.execute(statement)
    _place_organisations()


def downgrade() -> None:
    """Go back to 0001."""
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_update()")
    op.create_index("ix_members_organisation_id", "members", ["organisation_id"])
    op.drop_index("ix_members_organisation_id_status", "members")
    for name in ("path", "state_headcount", "credit_code"):
        op.drop_index(f"ix_organisations_{name}", "organisations")
    for table, added in _added().items():
        for column in added:
            op.drop_column(table, column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Return new columns of tables that are there."""
    return {
        "organisations": (
            sa.Column(
                "path",
                PATH,
                comment="keys from the root to here, /1/7/31/; null: not placed yet",
            ),
            c.text(
                "credit_code",
                18,
                "the employer's unified social credit code",
                null=True,
            ),
            c.day("state_since", "in this state since", null=True),
        ),
        "members": (
            c.text(
                "employer",
                120,
                "the employer's name as told, with or without union",
                null=True,
            ),
            c.state("residence", "户籍 or 居住证; null: not told", null=True),
            c.text(
                "district", 8, "plain name of the district of work or home", null=True
            ),
            c.text("street", 16, "plain name of the street of work or home", null=True),
            c.day("left_on", "day of leaving", null=True),
        ),
    }


def _applications() -> None:
    """Applications to join."""
    op.create_table(
        "applications",
        c.key(),
        c.reference("member_id", "members.id", "who wants to join"),
        c.state("status", "where it is on its way"),
        c.state("route", "which kind of union takes it"),
        c.state("employment", "how employed, as told"),
        c.text("employer", 120, "the employer's name, as told", null=True),
        c.reference(
            "primary_id",
            "organisations.id",
            "reviews first and keeps the file",
            index=False,
        ),
        c.reference(
            "upper_id",
            "organisations.id",
            "confirms; null: nobody above",
            null=True,
            index=False,
        ),
        c.text(
            "request_key", 160, "the message that asked for it", null=True, unique=True
        ),
        c.text(
            "reason", 200, "why returned, rejected or withdrawn; redacted", null=True
        ),
        c.moment("decided_at", "when it was settled", null=True),
        c.moment("created_at", "when the row was made"),
    )


def _transfers() -> None:
    """Transfers of membership."""
    op.create_table(
        "transfers",
        c.key(),
        c.reference("member_id", "members.id", "whose membership"),
        c.state("kind", "between which unions"),
        c.state("status", "where it is on its way"),
        c.state(
            "route", "which kind of union receives; null: out of the city", null=True
        ),
        c.reference(
            "from_id",
            "organisations.id",
            "lets go; null: outside the city",
            null=True,
            index=False,
        ),
        c.reference(
            "to_id",
            "organisations.id",
            "receives; null: outside the city",
            null=True,
            index=False,
        ),
        c.text("outside", 120, "the union outside the city, as told", null=True),
        c.text("employer", 120, "the new employer's name, as told", null=True),
        c.text(
            "request_key", 160, "the message that asked for it", null=True, unique=True
        ),
        c.text(
            "reason", 200, "why returned, refused or withdrawn; redacted", null=True
        ),
        c.moment("decided_at", "when it was settled", null=True),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("from_id IS NOT NULL OR to_id IS NOT NULL", name="one_end"),
        sa.CheckConstraint("from_id != to_id", name="moves"),
    )


def _cards() -> None:
    """Member cards."""
    op.create_table(
        "cards",
        c.key(),
        c.reference("member_id", "members.id", "whose card"),
        c.state("state", "where it is in its life"),
        c.state("before_loss", "what it was when reported lost", null=True),
        c.text("tail", 4, "last four digits of the card number", null=True),
        c.reference(
            "replaces_id",
            "cards.id",
            "the card it stands in for",
            null=True,
            index=False,
        ),
        c.moment("issued_at", "handed out", null=True),
        c.moment("activated_at", "activated", null=True),
        c.moment("bound_at", "bound to the real name", null=True),
        c.moment("lost_at", "last reported lost", null=True),
        c.day("covered_from", "first day of the benefits (保障期)", null=True),
        c.day("covered_to", "last day of the benefits (保障期)", null=True),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("replaces_id"),
        sa.CheckConstraint(
            "state != 'lost' OR before_loss IS NOT NULL", name="lost_was_something"
        ),
        sa.CheckConstraint("covered_from <= covered_to", name="cover"),
    )


def _audit() -> None:
    """The audit log."""
    op.create_table(
        "audit_entries",
        c.key(),
        c.state("actor", "who did it"),
        c.reference("officer_id", "officers.id", "which officer", null=True),
        c.number(
            "actor_member_id",
            "which member, by key; no reference, the entry outlives the record",
            null=True,
        ),
        c.state("action", "what was done"),
        c.state("subject", "to what"),
        c.number("subject_id", "its key; null: many rows at once", null=True),
        c.document("before", "values before, personal data masked"),
        c.document("after", "values after, personal data masked"),
        c.text("address", 45, "network address it came from", null=True),
        c.text("reason", 200, "why, as the officer wrote it; redacted", null=True),
        c.moment("created_at", "when the row was made"),
    )


def _consents() -> None:
    """Consent, as given and withdrawn."""
    op.create_table(
        "consents",
        c.key(),
        c.reference(
            "member_id", "members.id", "who, once on record", null=True, index=False
        ),
        c.reference(
            "identity_id",
            "identities.id",
            "who, as the channel knows them",
            null=True,
            index=False,
        ),
        c.state("purpose", "what for"),
        c.state("state", "given or withdrawn"),
        c.state("channel", "where it was said"),
        c.text("text_version", 16, "version of the text the person saw or heard"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint(
            "member_id IS NOT NULL OR identity_id IS NOT NULL", name="somebodys"
        ),
    )


def _place_organisations() -> None:
    """Give the unions that are there their paths, from the root down."""
    op.execute(
        "UPDATE organisations SET path = '/' || CAST(id AS VARCHAR(12)) || '/' "
        "WHERE parent_id IS NULL"
    )
    for _ in range(LEVELS):
        op.execute(
            "UPDATE organisations SET path = (SELECT above.path FROM organisations "
            "AS above WHERE above.id = organisations.parent_id) "
            "|| CAST(id AS VARCHAR(12)) || '/' "
            "WHERE path IS NULL AND parent_id IS NOT NULL"
        )
