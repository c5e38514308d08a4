"""Calls as they are kept: what was said, what was asked for, how it was handled."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from helpdesk.models.base import Base, Numbered
from helpdesk.models.sealed import Digest, Lookup, Packed, PackedJSON, Sealed


class CallRecord(Numbered, Base):
    """One call as a transcript has it: the IVR's own, or one that was handed in.

    When its time is over, or the caller asks for it, what was said is cleared and the
    digest stays: a file that comes again does not bring the call back.
    """

    __tablename__ = "call_records"
    __table_args__ = (
        Index(None, "began_at", "id"),
        Index(None, "source", "began_at", "id"),
        Index(None, "is_at_risk", "began_at", "id"),
    )

    sha512: Mapped[str] = mapped_column(
        String(128), unique=True, comment="of the original: each file is taken once"
    )
    speech_sha256: Mapped[str | None] = mapped_column(
        String(64), index=True, comment="of what was said when, in whatever format"
    )
    original: Mapped[bytes | None] = mapped_column(
        Packed("call_record.original"),
        deferred=True,
        comment="sealed file as it came, compressed",
    )
    transcript: Mapped[dict[str, Any] | None] = mapped_column(
        PackedJSON("call_record.transcript"),
        deferred=True,
        comment="sealed canonical transcript",
    )
    analysis: Mapped[dict[str, Any] | None] = mapped_column(
        PackedJSON("call_record.analysis"),
        deferred=True,
        comment="sealed requests, risks, summary",
    )
    reading: Mapped[dict[str, Any] | None] = mapped_column(
        PackedJSON("call_record.reading"),
        deferred=True,
        comment="sealed: name of the file, what was mended, who was taken for whom",
    )
    call_name: Mapped[str | None] = mapped_column(
        Sealed("call_record.call_name"), comment="sealed id that the vendor gave it"
    )
    call_name_lookup: Mapped[Digest | None] = mapped_column(
        Lookup("hotline_call"), index=True, comment="keyed digest of that id"
    )
    phone: Mapped[str | None] = mapped_column(
        Sealed("call_record.phone"), comment="sealed number of the caller, where known"
    )
    phone_lookup: Mapped[Digest | None] = mapped_column(
        Lookup("phone"), index=True, comment="keyed digest of that number"
    )
    identity_id: Mapped[int | None] = mapped_column(
        ForeignKey("identities.id", ondelete="SET NULL"),
        index=True,
        comment="who called, in a call to our own line",
    )
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("calls.id", ondelete="SET NULL"),
        unique=True,
        comment="the call to our own line that this is the transcript of",
    )
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("call_records.id", ondelete="SET NULL"),
        index=True,
        comment="the record of the same call that came first, in another format",
    )
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("transcript_jobs.id", ondelete="SET NULL"),
        index=True,
        comment="the upload that it came with",
    )
    source: Mapped[str] = mapped_column(String(24), comment="format, or our own line")
    began_at: Mapped[datetime] = mapped_column(
        comment="when the call began; when it was kept, if nothing tells"
    )
    duration_ms: Mapped[int] = mapped_column(
        BigInteger, comment="until the last word, in milliseconds"
    )
    is_at_risk: Mapped[bool] = mapped_column(comment="whether there is any risk")
    risks: Mapped[list[str]] = mapped_column(
        JSON, comment="kinds of risk that it tells"
    )
    kept_at: Mapped[datetime] = mapped_column(comment="when it was taken in")
    cleared_at: Mapped[datetime | None] = mapped_column(
        comment="when its personal data were taken out"
    )

    @validates("call_name")
    def _digest_call_name(self, _name: str, call_name: str | None) -> str | None:
        self.call_name_lookup = call_name
        return call_name

    @validates("phone")
    def _digest_phone(self, _name: str, phone: str | None) -> str | None:
        self.phone_lookup = phone
        return phone


class CallRequest(Numbered, Base):
    """One thing that a caller asked for, and the ticket for it."""

    __tablename__ = "call_requests"
    __table_args__ = (UniqueConstraint("record_id", "position"),)

    record_id: Mapped[int] = mapped_column(
        ForeignKey("call_records.id", ondelete="CASCADE"),
        index=True,
        comment="in which call",
    )
    position: Mapped[int] = mapped_column(comment="its place in the call, from 0")
    category: Mapped[str] = mapped_column(String(48), comment="the intent it is")
    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id", ondelete="SET NULL"),
        index=True,
        comment="the ticket for it",
    )
    segments: Mapped[list[int]] = mapped_column(
        JSON, comment="the segments that ask for it, by index"
    )


class CallCheck(Numbered, Base):
    """How a call was handled, judged by the rules of one day."""

    __tablename__ = "call_checks"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("call_records.id", ondelete="CASCADE"),
        unique=True,
        comment="which call",
    )
    rules: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the rules")
    score: Mapped[int | None] = mapped_column(
        index=True, comment="points, of 100; null: nobody was there to judge"
    )
    findings: Mapped[list[Any] | None] = mapped_column(
        PackedJSON("call_check.findings"), comment="sealed findings with their proofs"
    )
    checked_at: Mapped[datetime] = mapped_column(comment="when it was judged")
