"""Revision 0003: the Dream Plan, legal aid, assistance, relief, risk, their steps."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0003"
down_revision = "0002"

INDEXES = (
    ("dream_applications", "pool_id", "status", "waiting_number"),
    ("legal_cases", "status", "dispute"),
    ("legal_cases", "closed_on"),
    ("hardship_files", "year", "status"),
    ("grants", "kind", "year", "status"),
    ("mutual_aid_claims", "member_id", "year"),
    ("relief_requests", "district", "status"),
    ("risk_reports", "status", "escalation"),
    ("risk_reports", "subject_id", "created_at"),
)
ONE_LIVE = "ix_dream_applications_one_live"
LIVE = "status NOT IN ('declined', 'rejected', 'withdrawn')"
# The kinds of matters that have steps.
MATTERS = (
    ("dream_application_id", "dream_applications"),
    ("legal_case_id", "legal_cases"),
    ("hardship_file_id", "hardship_files"),
    ("grant_id", "grants"),
    ("mutual_aid_claim_id", "mutual_aid_claims"),
    ("relief_request_id", "relief_requests"),
    ("risk_report_id", "risk_reports"),
)
OTHERS = ("risk_subjects", "rest_stations", "dream_pools", "dream_cohorts")
TABLES = ("steps", "referrals", *(table for _, table in reversed(MATTERS)), *OTHERS)


def upgrade() -> None:
    """Go to this revision."""
    _dream_plan()
    _legal_aid()
    _assistance()
    _mutual_aid()
    _relief()
    _risk()
    _steps()
    for table, *columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.create_index(
        ONE_LIVE,
        "dream_applications",
        ["cohort_id", "member_id"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )


def downgrade() -> None:
    """Go back to revision 0002."""
    for table in TABLES:
        op.drop_table(table)


def _dream_plan() -> None:
    """Cohorts, places and applications."""
    op.create_table(
        "dream_cohorts",
        c.key(),
        c.number("year", "the year of admission"),
        c.number("edition", "第几届, where it is known", null=True),
        c.day("opens_on", "first day of applying", null=True),
        c.day("closes_on", "last day of applying", null=True),
        c.prose("note", "what else is known of the year"),
        c.prose("source", "where the figures are from"),
        c.state("confidence", "how well established"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("opens_on <= closes_on", name="window"),
        sa.UniqueConstraint("year"),
    )
    op.create_table(
        "dream_pools",
        c.key(),
        c.reference("cohort_id", "dream_cohorts.id", "of which year", index=False),
        c.state("level", "for which level"),
        c.number("quota", "places there are"),
        c.number("taken", "places given out"),
        c.number("waited", "last number given out on the waiting list"),
        sa.CheckConstraint("taken BETWEEN 0 AND quota", name="taken"),
        sa.UniqueConstraint("cohort_id", "level"),
    )
    op.create_table(
        "dream_applications",
        c.key(),
        c.reference("cohort_id", "dream_cohorts.id", "for which year", index=False),
        c.reference("pool_id", "dream_pools.id", "among which places", index=False),
        c.reference("member_id", "members.id", "whose it is"),
        c.state("level", "college or bachelor"),
        c.text("education", 16, "schooling so far, as said", null=True),
        c.state("status", "where it is on its way"),
        c.number("waiting_number", "its number on the waiting list", null=True),
        c.moment("submitted_at", "last handed in", null=True),
        c.moment("created_at", "when the row was made"),
    )


def _legal_aid() -> None:
    """Cases and referrals."""
    op.create_table(
        "legal_cases",
        c.key(),
        _ticket(),
        c.reference("member_id", "members.id", "whose it is", null=True),
        c.reference("lawyer_id", "lawyers.id", "who acts for the worker", null=True),
        c.state("dispute", "what it is about"),
        c.text("employer", 120, "against whom"),
        c.sealed("facts", "sealed answers of the worker"),
        c.state("status", "where it is on its way"),
        c.state("outcome", "how it ended", null=True),
        c.cents("claimed_cents", "what is asked for, in cents", null=True),
        c.cents("recovered_cents", "what came back to the worker, in cents"),
        c.day("closed_on", "day it ended", null=True),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("recovered_cents >= 0", name="recovered"),
        sa.CheckConstraint("claimed_cents >= 0", name="claimed"),
        sa.UniqueConstraint("ticket_id"),
    )
    op.create_table(
        "referrals",
        c.key(),
        c.part_of("legal_case_id", "legal_cases", "which case"),
        c.state("sender", "who hands it over"),
        c.state("receiver", "who takes it over"),
        c.state("outcome", "what became of it"),
        c.text("reference", 60, "the other body's file number", null=True),
        c.sealed("reason", "sealed why"),
        c.day("settled_on", "day its outcome was told", null=True),
        c.moment("created_at", "when the row was made"),
    )


def _assistance() -> None:
    """Hardship files and grants."""
    op.create_table(
        "hardship_files",
        c.key(),
        c.reference("member_id", "members.id", "whose it is"),
        c.number("year", "for which year"),
        c.state("residence", "registered, permit, neither"),
        c.sealed("circumstances", "sealed household, income, cause"),
        c.state("status", "where it is on its way"),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "grants",
        c.key(),
        c.state("kind", "which programme"),
        c.number("year", "for which year"),
        c.reference("member_id", "members.id", "whose it is"),
        c.reference(
            "hardship_file_id", "hardship_files.id", "the file behind it", null=True
        ),
        c.sealed("child", "sealed name of the child at school", null=True),
        c.digest("child_lookup", "keyed digest of that name", null=True),
        c.state("stage", "where the child learns", null=True),
        c.cents("amount_cents", "in cents; null: not decided", null=True),
        c.number("standard_year", "year of the standard the amount follows", null=True),
        c.text("batch", 60, "paid in which batch", null=True),
        c.state("status", "where it is on its way"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("amount_cents >= 0", name="amount"),
        sa.CheckConstraint(
            "kind != 'golden_autumn' OR child_lookup IS NOT NULL", name="child"
        ),
    )


def _mutual_aid() -> None:
    """Claims on mutual aid."""
    op.create_table(
        "mutual_aid_claims",
        c.key(),
        c.reference("member_id", "members.id", "whose it is", index=False),
        c.number("year", "for which year"),
        c.sealed("claim", "sealed kind, days or children"),
        c.cents("amount_cents", "reckoned by the standard, in cents"),
        c.number("standard_year", "year of that standard"),
        c.state("status", "where it is on its way"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("amount_cents >= 0", name="amount"),
    )


def _relief() -> None:
    """Requests for cooling goods, and what stations offer."""
    op.create_table(
        "relief_requests",
        c.key(),
        _ticket(),
        c.reference("member_id", "members.id", "who asked", null=True),
        c.reference(
            "organisation_id", "organisations.id", "the union that goes", null=True
        ),
        c.text("place", 120, "where the work is"),
        c.text("district", 8, "plain name: 福田", null=True),
        c.text("street", 16, "plain name: 西乡", null=True),
        c.number("headcount", "workers there"),
        c.state("status", "where it is on its way"),
        c.day("visit_on", "day of the visit", null=True),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("headcount > 0", name="headcount"),
        sa.UniqueConstraint("ticket_id"),
    )
    op.create_table(
        "rest_stations",
        sa.Column(
            "site_id",
            sa.Integer(),
            sa.ForeignKey("sites.id"),
            primary_key=True,
            comment="which site",
        ),
        c.flag("water", "drinking water"),
        c.flag("charging", "sockets for phones"),
        c.flag("seats", "a place to sit"),
        c.flag("microwave", "to warm a meal"),
        c.flag("medicine", "a first-aid box"),
    )


def _risk() -> None:
    """Employers that were reported, and the reports."""
    op.create_table(
        "risk_subjects",
        c.key(),
        c.text("key", 120, "the name, folded for comparing", unique=True),
        c.text("employer", 120, "the name as first told"),
        c.reference(
            "organisation_id", "organisations.id", "its union, once known", null=True
        ),
    )
    op.create_table(
        "risk_reports",
        c.key(),
        c.reference("subject_id", "risk_subjects.id", "which employer", index=False),
        _ticket(),
        c.reference("member_id", "members.id", "who reported, if proved", null=True),
        c.state("reporter", "in what role"),
        c.state("kind", "what it is about"),
        c.text("district", 8, "plain name: 龙岗", null=True),
        c.text("street", 16, "plain name: 平湖", null=True),
        c.number("headcount", "workers concerned"),
        c.flag("collective", "they act together"),
        c.number("months_unpaid", "months without wages", null=True),
        c.cents("amount_cents", "wages owed, in cents", null=True),
        c.sealed("signs", "sealed: what makes it dangerous"),
        c.state("urgency", "how soon"),
        c.state("escalation", "who has to know"),
        c.state("status", "where it is on its way"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("headcount > 0", name="headcount"),
        sa.CheckConstraint("amount_cents >= 0", name="amount"),
        sa.CheckConstraint("months_unpaid >= 0", name="months_unpaid"),
        sa.UniqueConstraint("ticket_id"),
    )


def _steps() -> None:
    """What happened to each of them."""
    counted = " + ".join(
        f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name, _ in MATTERS
    )
    op.create_table(
        "steps",
        c.key(),
        *(c.part_of(n, table, "its matter", null=True) for n, table in MATTERS),
        c.text("before", 24, "moved from", null=True),
        c.text("after", 24, "moved to"),
        c.state("author", "who did it"),
        c.reference("officer_id", "officers.id", "which officer", null=True),
        c.sealed("words", "sealed reason or note", null=True),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint(f"{counted} = 1", name="one_owner"),
    )


def _ticket() -> sa.Column[int]:
    """Return the reference to the ticket that a matter began with."""
    return c.reference(
        "ticket_id", "tickets.id", "the ticket it began with", null=True, index=False
    )
