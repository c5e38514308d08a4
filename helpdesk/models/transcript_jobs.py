"""Uploads of transcripts: each with the place where it goes on after a kill."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Sealed


class JobState(StrEnum):
    """How far an upload is."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"  # the sealed file is gone or damaged


class TranscriptJob(Numbered, Dated, Base):
    """One upload, a file or an archive; the counts are of what is committed."""

    __tablename__ = "transcript_jobs"
    __table_args__ = (Index(None, "state", "held_until"),)

    key: Mapped[str] = mapped_column(
        String(32), unique=True, comment="unguessable name that the uploader holds"
    )
    sha512: Mapped[str] = mapped_column(
        String(128), unique=True, comment="of the upload: the same one is one job"
    )
    name: Mapped[str] = mapped_column(
        Sealed("transcript_job.name"), comment="sealed name of the file"
    )
    size: Mapped[int] = mapped_column(BigInteger, comment="bytes")
    path: Mapped[str | None] = mapped_column(
        String(120), comment="the sealed file, below the data directory"
    )
    file_key: Mapped[str | None] = mapped_column(
        Sealed("transcript_job.file_key"), comment="sealed key of that file"
    )
    state: Mapped[JobState] = mapped_column(
        default=JobState.waiting, comment="how far it is"
    )
    held_by: Mapped[str | None] = mapped_column(
        String(32), comment="which worker is at it"
    )
    held_until: Mapped[datetime | None] = mapped_column(
        comment="until another one may go on with it"
    )
    tries: Mapped[int] = mapped_column(default=0, comment="times it was begun")
    files: Mapped[int | None] = mapped_column(comment="how many calls are in it")
    next_file: Mapped[int] = mapped_column(
        default=0, comment="the first that is not dealt with, from 0"
    )
    taken: Mapped[int] = mapped_column(default=0, comment="calls that are new")
    known: Mapped[int] = mapped_column(default=0, comment="calls that were on record")
    refused: Mapped[int] = mapped_column(default=0, comment="files turned down")
    finished_at: Mapped[datetime | None] = mapped_column(comment="when all was done")


class TranscriptRefusal(Numbered, Base):
    """A file of an upload that was not taken, and why."""

    __tablename__ = "transcript_refusals"
    __table_args__ = (UniqueConstraint("job_id", "position"),)

    job_id: Mapped[int] = mapped_column(
        ForeignKey("transcript_jobs.id", ondelete="CASCADE"),
        index=True,
        comment="of which upload",
    )
    position: Mapped[int] = mapped_column(comment="its place in the upload, from 0")
    name: Mapped[str] = mapped_column(
        Sealed("transcript_refusal.name"), comment="sealed name of the file"
    )
    code: Mapped[str] = mapped_column(String(32), comment="what is wrong, by name")
    reason: Mapped[str] = mapped_column(
        Sealed("transcript_refusal.reason"), comment="sealed line for the report"
    )
