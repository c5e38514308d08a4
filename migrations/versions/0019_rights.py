"""Revision 0019: second factors, an existing sign-on, a log that nobody shortens."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0019"
down_revision = "0018"

# Three years: personal information protection law, article 56.
KEEPING = {
    "sqlite": (
        "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries "
        "WHEN NOT EXISTS (SELECT 1 FROM audit_horizons WHERE before > OLD.created_at) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is kept'); END",
        *(
            f"CREATE TRIGGER audit_horizons_far_{event} BEFORE {event} "
            "ON audit_horizons WHEN "
            "julianday(NEW.created_at) - julianday(NEW.before) < 1095 "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is kept for three years'); END"
            for event in ("insert", "update")
        ),
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN IF TG_OP = 'DELETE' AND EXISTS "
        "(SELECT 1 FROM audit_horizons WHERE before > OLD.created_at) "
        "THEN RETURN OLD; END IF; RAISE EXCEPTION 'the audit log is kept'; END$$",
        "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_deletion()",
        "CREATE TRIGGER audit_entries_whole BEFORE TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_deletion()",
        "CREATE FUNCTION refuse_near_horizon() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN IF NEW.created_at - NEW.before < interval '1095 days' THEN "
        "RAISE EXCEPTION 'the audit log is kept for three years'; END IF; "
        "RETURN NEW; END$$",
        "CREATE TRIGGER audit_horizons_far BEFORE INSERT OR UPDATE ON audit_horizons "
        "FOR EACH ROW EXECUTE FUNCTION refuse_near_horizon()",
    ),
}
OFF = {
    "sqlite": ("DROP TRIGGER audit_entries_kept",),
    "postgresql": (
        "DROP TRIGGER audit_entries_kept ON audit_entries",
        "DROP TRIGGER audit_entries_whole ON audit_entries",
        "DROP FUNCTION refuse_deletion()",
    ),
}


def upgrade() -> None:
    """Go to this revision; who is signed in signs in again."""
    _officers()
    _sessions()
    op.create_table(
        "authenticators",
        c.key(),
        sa.Column(
            "officer_id",
            sa.Integer(),
            sa.ForeignKey("officers.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
            comment="whose",
        ),
        c.sealed("secret", "what it was told (RFC 6238); encrypted"),
        c.moment("confirmed_at", "showed a right code; null: not bound yet", null=True),
        c.number(
            "last_step", "step of the last code taken; none is taken twice", null=True
        ),
        sa.Column(
            "recovery",
            sa.JSON(),
            nullable=False,
            comment="SHA-256 of recovery codes not spent yet",
        ),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "sign_ons",
        c.key(),
        c.digest("state_lookup", "keyed digest of the state", unique=True),
        c.digest("cookie_lookup", "keyed digest of the browser's cookie"),
        c.sealed("nonce", "what the ID token must name; encrypted"),
        c.sealed("verifier", "what the code is redeemed with (PKCE); encrypted"),
        c.moment("expires_at", "back by then"),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "audit_horizons",
        sa.Column(
            "id",
            sa.Integer(),
            primary_key=True,
            autoincrement=False,
            comment="1: there is one",
        ),
        c.moment("before", "entries made before then may be deleted"),
        c.moment("created_at", "when the row was made"),
    )
    for statement in KEEPING[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Go back to the revision before."""
    kind = op.get_bind().dialect.name
    for statement in OFF[kind]:
        op.execute(statement)
    for table in ("audit_horizons", "sign_ons", "authenticators"):
        op.drop_table(table)
    if kind == "postgresql":
        op.execute("DROP FUNCTION refuse_near_horizon()")
    with op.batch_alter_table("console_sessions") as batch:
        for name in ("way", "is_proven", "address", "browser"):
            batch.drop_column(name)
    with op.batch_alter_table("officers") as batch:
        batch.drop_constraint("uq_officers_sign_on_subject", type_="unique")
        batch.drop_column("sign_on_subject")
        batch.drop_column("must_choose")


def _officers() -> None:
    told = "the password is not the officer's own choice yet"
    op.add_column("officers", sa.Column("must_choose", sa.Boolean(), comment=told))
    op.execute(sa.text("UPDATE officers SET must_choose = :no").bindparams(no=False))
    with op.batch_alter_table("officers") as batch:
        batch.alter_column("must_choose", existing_type=sa.Boolean(), nullable=False)
        batch.add_column(
            c.text(
                "sign_on_subject",
                255,
                "who this is at the existing sign-on",
                null=True,
            )
        )
        batch.create_unique_constraint(
            "uq_officers_sign_on_subject", ["sign_on_subject"]
        )


def _sessions() -> None:
    op.execute("DELETE FROM console_sessions")
    with op.batch_alter_table("console_sessions") as batch:
        for column in (
            c.state("way", "how the officer came in"),
            c.flag("is_proven", "second factor shown, or none is bound"),
            c.text("address", 45, "network address it began at", null=True),
            c.text("browser", 40, "kind of browser and system", null=True),
        ):
            batch.add_column(column)
