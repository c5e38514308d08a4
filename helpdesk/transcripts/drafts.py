"""What a reader hands on: the lines of a call as the format has them."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk.transcripts.model import Party

CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word with its time, unrounded."""

    text: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance; times are what the format calls milliseconds.

    ``role`` is given only where the format or the file names it.
    """

    text: str
    begin: float
    end: float
    speaker: str | None = None
    channel: int | None = None
    role: Party | None = None
    confidence: float | None = None
    words: tuple[Spoken, ...] = ()
    emotion: str | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A call as a format has it."""

    lines: list[Line]
    call_id: str | None = None
    started_at: datetime | None = None
    language: str = CHINESE
    duration: float | None = None
    source: str | None = None
    """Where a canonical transcript came from that is only read back."""
