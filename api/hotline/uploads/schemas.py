"""The wire format of uploads, field by field."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from helpdesk.models import TranscriptJob, TranscriptRefusal
from helpdesk.transcripts.uploads import Standing


class Accepted(BaseModel):
    """An upload that will be worked off, and where to ask about it."""

    job: str
    status_url: str


class RefusedFile(BaseModel):
    """A file of an upload that was not taken, and why."""

    name: str
    code: str
    reason: str

    @classmethod
    def of(cls, refusal: TranscriptRefusal) -> Self:
        """Read it from its row."""
        return cls(name=refusal.name, code=refusal.code, reason=refusal.reason)


class UploadState(BaseModel):
    """How far an upload is; the counts are of what is done for good."""

    job: str
    state: Literal["waiting", "running", "done", "failed"]
    files: int | None
    done: int
    taken: int
    known: int
    refused: int
    refusals: list[RefusedFile]
    finished_at: datetime | None

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """Read it from its rows."""
        job: TranscriptJob = standing.job
        return cls(
            job=job.key,
            state=job.state.value,
            files=job.files,
            done=job.next_file,
            taken=job.taken,
            known=job.known,
            refused=job.refused,
            refusals=[RefusedFile.of(refusal) for refusal in standing.refusals],
            finished_at=job.finished_at,
        )
