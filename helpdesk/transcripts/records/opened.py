"""Calls as they are read again: a line of a list, and a call with all there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.models import CallCheck, CallRecord, CallRequest, Ticket
from helpdesk.transcripts.analysis import Analysis, analysis_from_json
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.model import Transcript, from_json
from helpdesk.transcripts.records.repository import Cursor


@dataclass(frozen=True, slots=True)
class RequestOnRecord:
    """One thing that was asked for; its ticket may be gone, or never was."""

    position: int
    category: str
    segments: tuple[int, ...]
    ticket: Ticket | None

    @classmethod
    def of(cls, request: CallRequest, ticket: Ticket | None) -> "RequestOnRecord":
        """Read it from its rows."""
        segments = tuple(request.segments)
        return cls(request.position, request.category, segments, ticket)


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call in a list; nothing of what was said."""

    id: int
    source: str
    began_at: datetime
    duration_ms: int
    risks: tuple[str, ...]
    requests: tuple[RequestOnRecord, ...]
    score: int | None
    same_as_id: int | None
    is_cleared: bool

    @property
    def cursor(self) -> Cursor:
        """Return the place in the list behind this call."""
        return Cursor(self.began_at, self.id)


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """A call with all that is on record of it.

    There is neither transcript nor analysis once it was cleared.
    """

    record: CallRecord
    transcript: Transcript | None
    analysis: Analysis | None
    name: str | None
    """What the file was called."""
    notes: tuple[Note, ...]
    speakers: tuple[Mapping[str, Any], ...]
    requests: tuple[RequestOnRecord, ...]
    check: CallCheck | None


def opened(
    record: CallRecord, requests: tuple[RequestOnRecord, ...], check: CallCheck | None
) -> OpenedCall:
    """Read a record with all that is sealed in it."""
    reading: Mapping[str, Any] = record.reading or {}
    told, found = record.transcript, record.analysis
    return OpenedCall(
        record=record,
        transcript=None if told is None else from_json(told),
        analysis=None if found is None else analysis_from_json(found),
        name=reading.get("name"),
        notes=tuple(Note(**note) for note in reading.get("notes", ())),
        speakers=tuple(reading.get("speakers", ())),
        requests=requests,
        check=check,
    )
