"""Transcripts: what recognisers and recordings give, read to one canonical model."""

from helpdesk.transcripts.errors import BadTranscript
from helpdesk.transcripts.exchange import masked, to_vcon
from helpdesk.transcripts.faults import Note, reason
from helpdesk.transcripts.model import (
    Original,
    Party,
    Segment,
    Transcript,
    Word,
    as_json,
    from_json,
)
from helpdesk.transcripts.reading import Reading, Refusal, read, read_all, read_path

__all__ = [
    "BadTranscript",
    "Note",
    "Original",
    "Party",
    "Reading",
    "Refusal",
    "Segment",
    "Transcript",
    "Word",
    "as_json",
    "from_json",
    "masked",
    "read",
    "read_all",
    "read_path",
    "reason",
    "to_vcon",
]
