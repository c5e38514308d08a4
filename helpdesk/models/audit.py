"""The audit log: who did what to whose record, from where and why; append-only."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from helpdesk.errors import Conflict
from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.tickets import AuthorKind


class AuditAction(StrEnum):
    """What was done."""

    created = "created"
    changed = "changed"
    moved = "moved"  # from one state to another
    viewed = "viewed"
    looked_up = "looked_up"  # somebody, by a number or a name
    unmasked = "unmasked"  # personal data shown in the clear
    exported = "exported"  # a person's data handed out
    deleted = "deleted"  # a person's data taken away
    purged = "purged"  # by a retention job
    bound = "bound"  # a channel identity to a member
    unbound = "unbound"
    rotated = "rotated"  # keys changed
    imported = "imported"
    refused = "refused"  # asked for and turned down
    signed_in = "signed_in"
    signed_out = "signed_out"
    turned_away = "turned_away"  # at the console's door
    proved = "proved"  # second factor shown
    closed = "closed"  # an account
    reopened = "reopened"
    password_set = "password_set"  # noqa: S105 - what was done
    password_reset = "password_reset"  # noqa: S105 - by an administrator
    factor_set = "factor_set"  # authenticator or its recovery codes
    factor_removed = "factor_removed"
    factor_reset = "factor_reset"  # by an administrator


class AuditSubject(StrEnum):
    """What it was done to."""

    member = "member"
    organisation = "organisation"
    application = "application"
    transfer = "transfer"
    card = "card"
    consent = "consent"
    identity = "identity"
    conversation = "conversation"
    call = "call"
    ticket = "ticket"
    attachment = "attachment"
    officer = "officer"
    article = "article"
    canned_text = "canned_text"
    macro = "macro"
    assignment_rule = "assignment_rule"
    outbox_item = "outbox_item"
    keys = "keys"
    token = "token"  # noqa: S105 - a program's, for the REST interface
    webhook = "webhook"
    table = "table"  # many rows at once: retention, import


class AuditEntry(Numbered, Dated, Base):
    """One thing done; it is never changed, and outlives what it tells of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "subject", "subject_id"),
        Index(None, "created_at"),
    )

    actor: Mapped[AuthorKind] = mapped_column(comment="who did it")
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="which officer"
    )
    actor_member_id: Mapped[int | None] = mapped_column(
        comment="which member, by key; no reference, the entry outlives the record"
    )
    action: Mapped[AuditAction] = mapped_column(comment="what was done")
    subject: Mapped[AuditSubject] = mapped_column(comment="to what")
    subject_id: Mapped[int | None] = mapped_column(
        comment="its key; null: many rows at once"
    )
    before: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="values before, personal data masked"
    )
    after: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="values after, personal data masked"
    )
    address: Mapped[str | None] = mapped_column(
        String(45), comment="network address it came from"
    )
    reason: Mapped[str | None] = mapped_column(
        String(200), comment="why, as the officer wrote it; redacted"
    )


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse_change(
    _mapper: Mapper[AuditEntry], _connection: Connection, _entry: AuditEntry
) -> None:
    """Let nobody rewrite the log by mistake; the database refuses updates as well."""
    raise Conflict("the audit log is append-only")


class AuditHorizon(Dated, Base):
    """How far back the log is kept: what is older, and nothing else, may be deleted.

    The database holds to it itself, and takes no horizon that is nearer than the law
    allows (migrations/versions/0019_rights.py).
    """

    __tablename__ = "audit_horizons"

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1: there is one"
    )
    before: Mapped[datetime] = mapped_column(
        comment="entries made before then may be deleted"
    )
