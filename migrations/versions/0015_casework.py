"""Revision 0015: who sees to a ticket, for which union, until when; who reads it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0015"
down_revision = "0014"

RATING = sa.CheckConstraint("rating BETWEEN 1 AND 5", name="ck_tickets_rating")
PATH = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")

# Without a value in the rows that are there, so they are filled before they may not be
# empty.
FILLED = (
    ("source", sa.String(c.STATE_LENGTH), "by which way it came"),
    ("service_class", sa.String(c.STATE_LENGTH), "what 12351 counts it as"),
    ("escalation", sa.Integer(), "how far up it was reported"),
    ("changed_at", sa.DateTime(timezone=True), "when anything last happened to it"),
)
FILL = """
UPDATE tickets SET
    escalation = 0,
    changed_at = COALESCE(
        (SELECT max(created_at) FROM ticket_events WHERE ticket_id = tickets.id),
        created_at
    ),
    source = CASE
        (SELECT channel FROM conversations WHERE id = tickets.conversation_id)
        WHEN 'wechat' THEN 'wechat' WHEN 'hotline' THEN 'hotline' ELSE 'chat' END,
    service_class = CASE
        WHEN category IN ('ask_legal_aid', 'apply_legal_aid') THEN 'legal_aid'
        WHEN category LIKE 'report~_%' ESCAPE '~' OR category = 'complain_service'
            THEN 'petition'
        WHEN category LIKE 'ask~_%' ESCAPE '~' THEN 'inquiry'
        ELSE 'assistance' END
"""
INDEXES = (
    ("changed_at", "id"),
    ("organisation_id",),
    ("officer_id",),
    ("opened_by_id",),
    ("claimed_by_id",),
    ("merged_into_id",),
)
OFFICER_FILLED = (
    ("skills", sa.JSON(), "what is given to the officer; none: everything"),
    ("on_duty", sa.Boolean(), "gets new tickets by rule"),
)


def upgrade() -> None:
    """Go to this revision; what is there is placed by the rules when it is changed."""
    for name, kind, comment in FILLED:
        op.add_column("tickets", sa.Column(name, kind, comment=comment))
    op.execute(FILL)
    with op.batch_alter_table("tickets", table_args=(RATING,)) as batch:
        for name, kind, _ in FILLED:
            batch.alter_column(name, existing_type=kind, nullable=False)
        for column in _of_tickets():
            batch.add_column(column)
    for columns in INDEXES:
        op.create_index(None, "tickets", list(columns))
    _events()
    _officers()


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute(
        "UPDATE officers SET role = 'officer' "
        "WHERE role NOT IN ('supervisor', 'administrator')"
    )
    op.drop_index("ix_officers_organisation_id", "officers")
    with op.batch_alter_table("officers") as batch:
        for name in ("organisation_id", "skills", "on_duty"):
            batch.drop_column(name)
    op.add_column("ticket_events", sa.Column("internal", sa.Boolean()))
    op.execute("UPDATE ticket_events SET internal = (audience <> 'worker')")
    with op.batch_alter_table("ticket_events") as batch:
        batch.alter_column("internal", existing_type=sa.Boolean(), nullable=False)
        batch.drop_column("audience")
        batch.drop_column("facts")
    for columns in INDEXES:
        op.drop_index(f"ix_tickets_{'_'.join(columns)}", "tickets")
    with op.batch_alter_table("tickets", table_args=(RATING,)) as batch:
        for name in (
            *(column.name for column in _of_tickets()),
            *(name for name, _, _ in FILLED),
        ):
            batch.drop_column(name)


def _of_tickets() -> tuple[sa.Column[Any], ...]:
    """Return the columns that tickets of before leave empty."""
    union = "which union sees to it; null: the city's front desk"
    path = "that union's path, so that a subtree is one range of an index"
    on = "the ticket that goes on for it"
    stands = "waits for the worker since; its clock stands"
    return (
        c.moment("answer_due_at", "first answered by then", null=True),
        c.moment("answered_at", "first answered", null=True),
        c.moment("waiting_since", stands, null=True),
        c.moment("supervised_at", "when a leader ordered haste", null=True),
        c.reference(
            "organisation_id", "organisations.id", union, null=True, index=False
        ),
        sa.Column("path", PATH, comment=path),
        c.reference(
            "officer_id", "officers.id", "assigned to whom", null=True, index=False
        ),
        c.reference(
            "opened_by_id",
            "officers.id",
            "which officer opened it",
            null=True,
            index=False,
        ),
        c.reference(
            "claimed_by_id",
            "officers.id",
            "who works on it now, alone",
            null=True,
            index=False,
        ),
        c.moment("claimed_until", "others may claim it after", null=True),
        c.reference("merged_into_id", "tickets.id", on, null=True, index=False),
    )


def _events() -> None:
    """Say who reads each entry; what was internal is for officers."""
    op.add_column(
        "ticket_events",
        sa.Column("audience", sa.String(c.STATE_LENGTH), comment="who reads it"),
    )
    op.add_column(
        "ticket_events",
        c.document("facts", "what changed, without personal data"),
    )
    op.execute(
        "UPDATE ticket_events SET audience = "
        "CASE WHEN internal THEN 'officers' ELSE 'worker' END"
    )
    with op.batch_alter_table("ticket_events") as batch:
        batch.alter_column(
            "audience", existing_type=sa.String(c.STATE_LENGTH), nullable=False
        )
        batch.drop_column("internal")


def _officers() -> None:
    """Give officers a part of the tree; who was an officer sees to cases."""
    op.execute("UPDATE officers SET role = 'case_officer' WHERE role = 'officer'")
    for name, kind, comment in OFFICER_FILLED:
        op.add_column("officers", sa.Column(name, kind, comment=comment))
    yes = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    op.execute(f"UPDATE officers SET skills = '[]', on_duty = {yes}")  # noqa: S608 - one of two words above
    with op.batch_alter_table("officers") as batch:
        for name, kind, _ in OFFICER_FILLED:
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.add_column(
            c.reference(
                "organisation_id",
                "organisations.id",
                "sees that union and those below it; null: the whole city",
                null=True,
                index=False,
            )
        )
    op.create_index(None, "officers", ["organisation_id"])
