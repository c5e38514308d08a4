"""Revision 0012: calls as they are kept, their requests, uploads of transcripts."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0012"
down_revision = "0011"

TABLES = (
    "call_checks",
    "call_requests",
    "call_records",
    "transcript_refusals",
    "transcript_jobs",
)


def upgrade() -> None:
    """Go to this revision."""
    _jobs()
    _records()
    _requests()
    op.create_table(
        "call_checks",
        c.key(),
        _of_record("which call", unique=True),
        c.text("rules", 64, "SHA-256 of the rules"),
        c.number("score", "points, of 100; null: nobody was there to judge", null=True),
        c.sealed("findings", "sealed findings with their proofs", null=True),
        c.moment("checked_at", "when it was judged"),
    )
    op.create_index(None, "call_checks", ["score"])


def downgrade() -> None:
    """Go back to the revision before."""
    for table in TABLES:
        op.drop_table(table)


def _jobs() -> None:
    op.create_table(
        "transcript_jobs",
        c.key(),
        c.text("key", 32, "unguessable name that the uploader holds", unique=True),
        c.text("sha512", 128, "of the upload: the same one is one job", unique=True),
        c.sealed("name", "sealed name of the file"),
        c.cents("size", "bytes"),
        c.text("path", 120, "the sealed file, below the data directory", null=True),
        c.sealed("file_key", "sealed key of that file", null=True),
        c.state("state", "how far it is"),
        c.text("held_by", 32, "which worker is at it", null=True),
        c.moment("held_until", "until another one may go on with it", null=True),
        c.number("tries", "times it was begun"),
        c.number("files", "how many calls are in it", null=True),
        c.number("next_file", "the first that is not dealt with, from 0"),
        c.number("taken", "calls that are new"),
        c.number("known", "calls that were on record"),
        c.number("refused", "files turned down"),
        c.moment("finished_at", "when all was done", null=True),
        c.moment("created_at", "when the row was made"),
    )
    op.create_index(None, "transcript_jobs", ["state", "held_until"])
    op.create_table(
        "transcript_refusals",
        c.key(),
        c.part_of("job_id", "transcript_jobs", "of which upload"),
        c.number("position", "its place in the upload, from 0"),
        c.sealed("name", "sealed name of the file"),
        c.text("code", 32, "what is wrong, by name"),
        c.sealed("reason", "sealed line for the report"),
        sa.UniqueConstraint("job_id", "position"),
    )


def _records() -> None:
    op.create_table(
        "call_records",
        c.key(),
        c.text("sha512", 128, "of the original: each file is taken once", unique=True),
        c.text(
            "speech_sha256",
            64,
            "of what was said when, in whatever format",
            null=True,
        ),
        c.sealed("original", "sealed file as it came, compressed", null=True),
        c.sealed("transcript", "sealed canonical transcript", null=True),
        c.sealed("analysis", "sealed requests, risks, summary", null=True),
        c.sealed(
            "reading",
            "sealed: name of the file, what was mended, who was taken for whom",
            null=True,
        ),
        c.sealed("call_name", "sealed id that the vendor gave it", null=True),
        c.digest("call_name_lookup", "keyed digest of that id", null=True),
        c.sealed("phone", "sealed number of the caller, where known", null=True),
        c.digest("phone_lookup", "keyed digest of that number", null=True),
        _let_go("identity_id", "identities", "who called, in a call to our own line"),
        _let_go(
            "call_id",
            "calls",
            "the call to our own line that this is the transcript of",
            unique=True,
        ),
        _let_go(
            "same_as_id",
            "call_records",
            "the record of the same call that came first, in another format",
        ),
        _let_go("job_id", "transcript_jobs", "the upload that it came with"),
        c.text("source", 24, "format, or our own line"),
        c.moment("began_at", "when the call began; when it was kept, if nothing tells"),
        c.cents("duration_ms", "until the last word, in milliseconds"),
        c.flag("is_at_risk", "whether there is any risk"),
        sa.Column(
            "risks", sa.JSON(), nullable=False, comment="kinds of risk that it tells"
        ),
        c.moment("kept_at", "when it was taken in"),
        c.moment("cleared_at", "when its personal data were taken out", null=True),
    )
    for columns in (
        ["began_at", "id"],
        ["source", "began_at", "id"],
        ["is_at_risk", "began_at", "id"],
        ["speech_sha256"],
        ["call_name_lookup"],
        ["phone_lookup"],
    ):
        op.create_index(None, "call_records", columns)


def _requests() -> None:
    op.create_table(
        "call_requests",
        c.key(),
        _of_record("in which call"),
        c.number("position", "its place in the call, from 0"),
        c.text("category", 48, "the intent it is"),
        _let_go("ticket_id", "tickets", "the ticket for it"),
        sa.Column(
            "segments",
            sa.JSON(),
            nullable=False,
            comment="the segments that ask for it, by index",
        ),
        sa.UniqueConstraint("record_id", "position"),
    )


def _of_record(comment: str, *, unique: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey("call_records.id", ondelete="CASCADE")
    return sa.Column(
        "record_id",
        sa.Integer(),
        key,
        nullable=False,
        unique=unique or None,
        index=not unique or None,
        comment=comment,
    )


def _let_go(
    name: str, table: str, comment: str, *, unique: bool = False
) -> sa.Column[int]:
    """Return a foreign key that is emptied when what it names goes."""
    key = sa.ForeignKey(f"{table}.id", ondelete="SET NULL")
    return sa.Column(
        name,
        sa.Integer(),
        key,
        nullable=True,
        unique=unique or None,
        index=not unique or None,
        comment=comment,
    )
