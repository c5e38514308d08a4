"""Tokens with which other programs come in, and what they asked for once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.officers import Officer
from helpdesk.models.sealed import Digest, Lookup, Sealed, SealedJSON


class ApiToken(Numbered, Dated, Base):
    """A program's key to the REST interface: an account of its own, without a password.

    What it may do and where stands on that account, as for every officer; what it did
    is told with that account's name.
    """

    __tablename__ = "api_tokens"

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), unique=True, comment="the account that it acts as"
    )
    prefix: Mapped[str] = mapped_column(
        String(16), unique=True, comment="how it begins, to know it by"
    )
    fingerprint: Mapped[str] = mapped_column(
        Sealed("api_token.fingerprint"),
        comment="sealed SHA-256 of it: digests are made anew from it",
    )
    fingerprint_lookup: Mapped[Digest] = mapped_column(
        Lookup("api_token"), unique=True, comment="keyed digest of that"
    )
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="who made it; null: by hand"
    )
    expires_at: Mapped[datetime] = mapped_column(comment="good until")
    last_used_at: Mapped[datetime | None] = mapped_column(comment="last seen")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="taken back")

    officer: Mapped[Officer] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[officer_id]
    )

    @validates("fingerprint")
    def _digest_fingerprint(self, _name: str, fingerprint: str) -> str:
        self.fingerprint_lookup = fingerprint
        return fingerprint


class IdempotentRequest(Numbered, Dated, Base):
    """A request that is answered once, however often it is sent."""

    __tablename__ = "idempotent_requests"
    __table_args__ = (UniqueConstraint("token_id", "key_lookup"),)

    token_id: Mapped[int] = mapped_column(
        ForeignKey("api_tokens.id"), comment="whose request"
    )
    key_lookup: Mapped[Digest] = mapped_column(
        Lookup("idempotency.key"), comment="keyed digest of the key it was sent with"
    )
    request_lookup: Mapped[Digest] = mapped_column(
        Lookup("idempotency.request"), comment="keyed digest of what was asked"
    )
    answer: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJSON("idempotency.answer"), comment="sealed answer; null: none yet"
    )
