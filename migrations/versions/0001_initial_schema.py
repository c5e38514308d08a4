"""Revision 0001: initial schema."""

import sqlalchemy as sa
from alembic import op

from migrations import columns as c

revision = "0001"
down_revision = None

INDEXES = (
    ("articles", "intent"),
    ("organisations", "kind", "district"),
    ("outbox_items", "recipient_lookup"),
    ("outbox_items", "state", "due_at"),
    ("sites", "kind", "district"),
    ("messages", "conversation_id", "id"),
    ("one_time_codes", "phone_lookup", "created_at"),
    ("tickets", "contact_lookup"),
    ("tickets", "status", "priority", "created_at"),
)


def upgrade() -> None:
    """Go to this revision."""
    _places()
    _staff()
    _people()
    _talks()
    _tickets()
    _proofs()
    _texts()
    for table, *columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def downgrade() -> None:
    """Go back to nothing."""
    tables = sa.MetaData()
    tables.reflect(op.get_bind())
    for table in reversed(tables.sorted_tables):
        if table.name != "alembic_version":
            op.drop_table(table.name)


def _places() -> None:
    """Unions and sites."""
    op.create_table(
        "organisations",
        c.key(),
        c.reference("parent_id", "organisations.id", "the union above", null=True),
        c.state("kind", "level in the tree"),
        c.text("name", 120, "full name", unique=True),
        c.text("employer", 120, "the employer's name, of enterprise unions", null=True),
        c.state("state", "how far the union is set up"),
        c.text("district", 8, "plain name of the district: 福田", null=True),
        c.text("street", 16, "plain name of the street: 西乡", null=True),
        c.text("address", 200, "where to go"),
        c.text("phone", 20, "the office's landline"),
        c.number("headcount", "workers covered", null=True),
    )
    op.create_table(
        "sites",
        c.key(),
        c.state("kind", "what it is for"),
        c.text("name", 120, "its name", unique=True),
        c.text("district", 8, "plain name: 宝安"),
        c.text("street", 16, "plain name: 西乡"),
        c.text("address", 200, "where to go"),
        c.text("phone", 20, "landline", null=True),
        c.text("hours", 80, "opening hours, as said"),
    )


def _staff() -> None:
    """Lawyers with their duties, and officers."""
    op.create_table(
        "lawyers",
        c.key(),
        c.text("name", 40, "name"),
        c.text("firm", 120, "law firm"),
        c.text(
            "license_number", 20, "number of the practising certificate", unique=True
        ),
    )
    op.create_table(
        "duties",
        c.key(),
        c.reference("site_id", "sites.id", "where", index=False),
        c.reference("lawyer_id", "lawyers.id", "who"),
        c.number("weekday", "0 is Monday"),
        c.hour("starts_at", "from, Shenzhen time"),
        c.hour("ends_at", "to, Shenzhen time"),
        c.day("valid_from", "first day of the roster", null=True),
        c.day("valid_to", "last day of the roster", null=True),
        sa.CheckConstraint("starts_at < ends_at", name="hours"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.UniqueConstraint("site_id", "weekday", "starts_at", "lawyer_id"),
    )
    op.create_table(
        "officers",
        c.key(),
        c.text("login", 40, "account name", unique=True),
        c.text("name", 40, "name shown"),
        c.text("password_hash", 160, "argon2id"),
        c.state("role", "what the officer may do"),
        c.flag("active", "may log in"),
        c.moment("created_at", "when the row was made"),
    )


def _people() -> None:
    """Members, and people as channels know them."""
    op.create_table(
        "members",
        c.key(),
        c.text(
            "member_number", 10, "10 digits, the last by Luhn", null=True, unique=True
        ),
        c.text("name", 40, "full name"),
        c.sealed("phone", "sealed mobile number", null=True),
        c.digest(
            "phone_lookup", "keyed digest of the mobile number", null=True, unique=True
        ),
        c.sealed("id_number", "sealed ID number"),
        c.digest("id_lookup", "keyed digest of the ID number", unique=True),
        c.state("status", "standing with the union"),
        c.reference("organisation_id", "organisations.id", "keeps the file", null=True),
        c.day("joined_on", "day of admission", null=True),
        c.state("real_name_status", "how far the name is established"),
        c.state("card_status", "where the member card is"),
        c.state("employment", "how the worker is employed"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint(
            "status != 'active' OR member_number IS NOT NULL", name="active_is_numbered"
        ),
    )
    op.create_table(
        "identities",
        c.key(),
        c.state("channel", "the way in"),
        c.sealed("source_id", "sealed openid, caller number or key"),
        c.digest("source_lookup", "keyed digest of the source id"),
        c.reference("member_id", "members.id", "member last proved", null=True),
        c.moment("created_at", "when the row was made"),
        sa.UniqueConstraint("channel", "source_lookup"),
    )


def _talks() -> None:
    """Conversations and messages."""
    op.create_table(
        "conversations",
        c.key(),
        c.text("key", 32, "unguessable token that the client holds", unique=True),
        c.text("thread", 40, "the sender id that Rasa knows", unique=True),
        c.number("thread_messages", "messages since the thread began"),
        c.reference("identity_id", "identities.id", "the other side"),
        c.state("channel", "the way in"),
        c.state("floor", "who answers the next message"),
        c.text("queue_reason", 200, "why an officer was asked for", null=True),
        c.moment("queued_at", "since when it waits", null=True),
        c.reference("member_id", "members.id", "member proved here", null=True),
        c.number("level", "how far it is proved: 0-2"),
        c.moment("level_until", "proof holds until", null=True),
        c.moment("last_message_at", "last message", null=True),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "messages",
        c.key(),
        c.reference(
            "conversation_id", "conversations.id", "where it was said", index=False
        ),
        c.text("message_id", 128, "the channel's id of the delivery"),
        c.sealed("text", "sealed text"),
        c.sealed("replies", "sealed replies; null: not answered", null=True),
        c.text("intent", 48, "what it was taken for", null=True),
        c.ratio("confidence", "how surely, 0-1", null=True),
        c.flag("degraded", "answered without the bot"),
        c.moment("received_at", "when it came in"),
        c.moment("answered_at", "when it was answered", null=True),
        sa.UniqueConstraint("conversation_id", "message_id"),
    )


def _tickets() -> None:
    """Tickets and the daily serial."""
    op.create_table(
        "tickets",
        c.key(),
        c.text("number", 12, "YYMMDD, daily serial, Luhn digit", unique=True),
        c.text("category", 48, "the intent that opened it"),
        c.text("subject", 200, "one line, personal data masked"),
        c.sealed("details", "sealed answers of the form"),
        c.state("priority", "how soon"),
        c.state("status", "where it is on its way"),
        c.reference(
            "conversation_id",
            "conversations.id",
            "opened where",
            null=True,
            index=False,
        ),
        c.text("message_id", 128, "the message that opened it", null=True),
        c.reference("member_id", "members.id", "whose it is", null=True),
        c.sealed("contact_phone", "sealed number to call back", null=True),
        c.digest("contact_lookup", "keyed digest of that number", null=True),
        c.number("urged", "how often it was urged"),
        c.number("rating", "satisfaction, 1-5", null=True),
        c.moment("settled_at", "when it was settled", null=True),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        sa.UniqueConstraint("conversation_id", "message_id", "category"),
    )
    op.create_table(
        "ticket_serials",
        c.day("day", "Shenzhen's day", primary_key=True),
        c.number("last", "last serial given out"),
    )


def _proofs() -> None:
    """One-time codes, counted tries, and the outbox."""
    op.create_table(
        "one_time_codes",
        c.key(),
        c.reference("conversation_id", "conversations.id", "who asked for it"),
        c.reference("member_id", "members.id", "whom it proves"),
        c.digest("phone_lookup", "keyed digest of the phone it went to"),
        c.text("salt", 32, "makes equal codes differ"),
        c.digest("code_lookup", "keyed digest of salt and code"),
        c.moment("expires_at", "good until"),
        c.moment("spent_at", "when it was used, replaced or locked", null=True),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "attempts",
        c.key(),
        c.state("scope", "what is counted against"),
        c.digest("key_lookup", "keyed digest of the identity, phone or login"),
        c.number("wrong", "wrong tries in a row"),
        c.moment("last_at", "the last try"),
        c.moment("locked_until", "nothing is checked before", null=True),
        sa.UniqueConstraint("scope", "key_lookup"),
    )
    op.create_table(
        "outbox_items",
        c.key(),
        c.state("kind", "which provider"),
        c.digest("recipient_lookup", "keyed digest of the recipient"),
        c.sealed("payload", "sealed recipient, template and values"),
        c.state("state", "how far it is"),
        c.number("tries", "deliveries begun"),
        c.moment("due_at", "not before"),
        c.moment("expires_at", "not worth sending after", null=True),
        c.moment("sent_at", "taken by the provider", null=True),
        c.text("error", 200, "why the last delivery failed", null=True),
        c.moment("created_at", "when the row was made"),
    )


def _texts() -> None:
    """Entries of timelines, and articles."""
    op.create_table(
        "ticket_events",
        c.key(),
        c.reference("ticket_id", "tickets.id", "which ticket"),
        c.state("kind", "what happened"),
        c.state("author", "who did it"),
        c.reference("officer_id", "officers.id", "which officer", null=True),
        c.sealed("text", "sealed words of the author", null=True),
        c.state("from_status", "moved from", null=True),
        c.state("to_status", "moved to", null=True),
        c.flag("internal", "hidden from the member"),
        c.moment("created_at", "when the row was made"),
    )
    op.create_table(
        "articles",
        c.key(),
        c.text("intent", 48, "the question it answers"),
        c.text("title", 120, "for officers"),
        c.prose("chat", "the answer to read"),
        c.prose("spoken", "the answer to hear"),
        c.number("year", "the year its facts are from"),
        c.prose("source", "where they are from"),
        c.state("confidence", "how well established"),
        c.day("valid_from", "first day", null=True),
        c.day("valid_to", "last day", null=True),
        c.number("version", "counts changes"),
        c.moment("created_at", "when the row was made"),
        sa.CheckConstraint("valid_from <= valid_to", name="validity"),
        sa.UniqueConstraint("intent", "title"),
    )
