"""Revision 0020: texts are found again by digests of their words.

The database itself notes what was written, whoever writes it, and deletes the entry of
what is cleared in the same transaction. A later revision that rebuilds one of the
tables below on SQLite has to make its triggers again: SQLite drops them with it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0020"
down_revision = "0019"

# table, what happens, when at all, whose entry it is of
NOTED = (
    ("tickets", "INSERT", "", "ticket", "NEW.id"),
    ("tickets", "UPDATE OF subject, details, status, path", "", "ticket", "NEW.id"),
    ("ticket_events", "INSERT", "", "ticket", "NEW.ticket_id"),
    ("ticket_events", "UPDATE OF text", "", "ticket", "NEW.ticket_id"),
    (
        "tickets",
        "INSERT",
        "NEW.conversation_id IS NOT NULL",
        "conversation",
        "NEW.conversation_id",
    ),
    ("messages", "INSERT", "", "conversation", "NEW.conversation_id"),
    ("messages", "DELETE", "", "conversation", "OLD.conversation_id"),
    (
        "floor_events",
        "INSERT",
        "NEW.text IS NOT NULL",
        "conversation",
        "NEW.conversation_id",
    ),
    ("floor_events", "DELETE", "", "conversation", "OLD.conversation_id"),
    ("call_records", "INSERT", "", "call", "NEW.id"),
)
# table, what happens, when at all, which entry goes at once
FORGOTTEN = (
    (
        "tickets",
        "UPDATE OF cleared_at",
        "NEW.cleared_at IS NOT NULL",
        "ticket_id = NEW.id",
    ),
    ("messages", "DELETE", "", "conversation_id = OLD.conversation_id"),
    ("floor_events", "DELETE", "", "conversation_id = OLD.conversation_id"),
    (
        "call_records",
        "UPDATE OF transcript",
        "NEW.transcript IS NULL",
        "record_id = NEW.id",
    ),
)
THERE_ALREADY = """
INSERT INTO search_due (kind, subject_id)
SELECT 'ticket', id FROM tickets WHERE cleared_at IS NULL
UNION ALL
SELECT DISTINCT 'conversation', conversation_id FROM tickets
WHERE conversation_id IS NOT NULL
UNION ALL
SELECT 'call', id FROM call_records WHERE transcript IS NOT NULL
"""
WORDS = """
CREATE VIRTUAL TABLE search_words USING fts5(
    terms, content='search_entries', content_rowid='id',
    detail='none', columnsize=0, tokenize='ascii'
)
"""
# Written row by row: an entry goes by itself when what it belongs to is deleted.
UNLIST = """
CREATE TRIGGER search_words_delete AFTER DELETE ON search_entries BEGIN
    INSERT INTO search_words(search_words, rowid, terms)
    VALUES ('delete', OLD.id, OLD.terms);
END
"""


def upgrade() -> None:
    """Go to this revision; the worker indexes what is there already."""
    op.create_table(
        "search_entries",
        c.key(),
        _of("ticket_id", "tickets", "of which ticket"),
        _of("conversation_id", "conversations", "of which conversation"),
        _of("record_id", "call_records", "of which call"),
        c.moment("at", "when it last changed"),
        sa.Column(
            "terms",
            sa.ARRAY(sa.Integer()) if _is_postgresql() else sa.Text(),
            nullable=False,
            comment="keyed digests of its words, another one each month",
        ),
    )
    op.create_index(None, "search_entries", ["at"])
    op.create_table(
        "search_due",
        c.key(),
        c.state("kind", "what was written to"),
        c.number("subject_id", "its key"),
    )
    if _is_postgresql():
        op.execute("CREATE INDEX search_words ON search_entries USING gin (terms)")
    else:
        op.execute(WORDS)
        op.execute(UNLIST)
    _make_triggers()
    op.execute(THERE_ALREADY)
    op.create_index(None, "members", ["name"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_index("ix_members_name", "members")
    for table, name in dict.fromkeys(each[:2] for each in _deeds()):
        if _is_postgresql():
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
        else:
            op.execute(f"DROP TRIGGER {name}")
    if not _is_postgresql():
        op.execute("DROP TABLE search_words")
    op.drop_table("search_due")
    op.drop_table("search_entries")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _of(name: str, table: str, comment: str) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(
        name, sa.Integer(), key, nullable=True, unique=True, comment=comment
    )


def _deeds() -> list[tuple[str, str, str, str, str]]:
    """Return table, name, event, condition and statement of each trigger."""
    deeds = [
        (
            table,
            event,
            when,
            f"INSERT INTO search_due (kind, subject_id) VALUES ('{kind}', {key});",  # noqa: S608 - all of it stands above
        )
        for table, event, when, kind, key in NOTED
    ]
    deeds += [
        (table, event, when, f"DELETE FROM search_entries WHERE {which};")  # noqa: S608 - all of it stands above
        for table, event, when, which in FORGOTTEN
    ]
    return [
        (table, f"search_{number:02}_{table}", event, when, deed)
        for number, (table, event, when, deed) in enumerate(deeds, 1)
    ]


def _make_triggers() -> None:
    for table, name, event, when, deed in _deeds():
        rule = f"WHEN ({when}) " if when else ""
        if _is_postgresql():
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {deed} RETURN NULL; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} "
                f"FOR EACH ROW {rule}EXECUTE FUNCTION {name}()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} "
                f"FOR EACH ROW {rule}BEGIN {deed} END"
            )
