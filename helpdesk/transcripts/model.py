"""The canonical transcript: what every format is read to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha512
from typing import Any


class Party(StrEnum):
    """Who speaks."""

    customer = "customer"  # 来电人
    agent = "agent"  # 坐席
    bot = "bot"  # 语音机器人
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a character with its time."""

    text: str
    begin_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Segment:
    """What one party said without a stop.

    ``text`` is tidied for reading and routing, ``raw_text`` is as the recogniser wrote
    it. ``silence_before_ms`` is reckoned from the times: vendors give it in seconds,
    in milliseconds, per channel or not at all.
    """

    index: int
    party: Party
    channel: int | None
    begin_ms: int
    end_ms: int
    text: str
    raw_text: str
    silence_before_ms: int
    confidence: float | None = None
    words: tuple[Word, ...] | None = None
    emotion: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call as text; the segments stand in the order in which they begin."""

    call_id: str
    source: str
    started_at: datetime | None
    language: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it came, by its name within the archive or folder."""

    name: str
    data: bytes

    @property
    def sha512(self) -> str:
        """Return the digest by which two deliveries of one file are known."""
        return sha512(self.data).hexdigest()


def as_json(transcript: Transcript) -> dict[str, Any]:
    """Return a transcript as JSON has it; what is not known is left out."""
    started = transcript.started_at
    return {
        "call_id": transcript.call_id,
        "source": transcript.source,
        "started_at": started.isoformat() if started else None,
        "language": transcript.language,
        "segments": [segment_as_json(segment) for segment in transcript.segments],
    }


def segment_as_json(segment: Segment) -> dict[str, Any]:
    """Return a segment as JSON has it."""
    told: dict[str, Any] = {
        "index": segment.index,
        "party": segment.party.value,
        "channel": segment.channel,
        "begin_ms": segment.begin_ms,
        "end_ms": segment.end_ms,
        "text": segment.text,
        "raw_text": segment.raw_text,
        "silence_before_ms": segment.silence_before_ms,
        "confidence": segment.confidence,
        "emotion": segment.emotion,
    }
    if segment.words is not None:
        told["words"] = [[w.text, w.begin_ms, w.end_ms] for w in segment.words]
    return {name: value for name, value in told.items() if value is not None}


def from_json(told: Mapping[str, Any]) -> Transcript:
    """Return the transcript that was written."""
    started = told["started_at"]
    return Transcript(
        call_id=told["call_id"],
        source=told["source"],
        started_at=datetime.fromisoformat(started) if started else None,
        language=told["language"],
        segments=tuple(segment_from_json(segment) for segment in told["segments"]),
    )


def segment_from_json(told: Mapping[str, Any]) -> Segment:
    """Return the segment that was written."""
    words = told.get("words")
    return Segment(
        index=told["index"],
        party=Party(told["party"]),
        channel=told.get("channel"),
        begin_ms=told["begin_ms"],
        end_ms=told["end_ms"],
        text=told["text"],
        raw_text=told["raw_text"],
        silence_before_ms=told["silence_before_ms"],
        confidence=told.get("confidence"),
        words=None if words is None else tuple(Word(*word) for word in words),
        emotion=told.get("emotion"),
    )
