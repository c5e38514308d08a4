"""Giving a transcript on: as a vCon 0.4.0, whole or masked."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from hashlib import sha512
from typing import Any

from helpdesk.transcripts.formats.vcon import SCHEMA, VERSION
from helpdesk.transcripts.model import Party, Segment, Transcript, as_json

MASKED = "masked"
RECORDED = "audio/x-wav"
"""What exchanges record; the package ``vcon`` takes no recording without a type."""
PLACED = ("type", "start", "duration", "parties", "originator", "mediatype")
"""What stays of a recording in a masked copy: not where it can be heard."""
PEOPLE, ATTACHED = ("type", "role"), ("start", "party", "dialog")

type Vcon = dict[str, Any]
type Place = tuple[Party, int | None]


def to_vcon(transcript: Transcript, *, created_at: datetime) -> Vcon:
    """Write a transcript as a vCon; the same one always gets the same identifier."""
    places = list(dict.fromkeys(_place(s) for s in transcript.segments))
    return {
        "vcon": VERSION,
        "uuid": str(identifier(json.dumps(as_json(transcript), sort_keys=True))),
        "created_at": created_at.isoformat(),
        "parties": [_party(party) for party, _ in places],
        "dialog": [_dialog(transcript, len(places), created_at)],
        "analysis": [
            {
                "type": "transcript",
                "dialog": 0,
                "vendor": transcript.source,
                "schema": SCHEMA,
                "mediatype": "application/json",
                "encoding": "json",
                "body": _body(transcript, places),
            }
        ],
        "attachments": [],
    }


def masked(vcon: Vcon, mask: Callable[[str], str]) -> Vcon:
    """Return the masked copy of a vCon of ours.

    Parties, dialogs and analyses keep their places, for others point to them by number.
    """
    own = str(identifier(f"{MASKED}/{vcon['uuid']}"))
    return {
        "vcon": vcon["vcon"],
        "uuid": own,
        "created_at": vcon["created_at"],
        "redacted": {"uuid": vcon["uuid"], "type": MASKED},
        "parties": [_only(PEOPLE, party) for party in vcon["parties"]],
        "dialog": [_only(PLACED, dialog) for dialog in vcon["dialog"]],
        "analysis": [_masked(analysis, mask) for analysis in vcon["analysis"]],
        "attachments": [_only(ATTACHED, each) for each in vcon["attachments"]],
    }


def identifier(name: str) -> uuid.UUID:
    """Return a UUID of version 8 that is made of a name."""
    digest = bytearray(sha512(name.encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(digest))


def _place(segment: Segment) -> Place:
    return segment.party, segment.channel


def _party(party: Party) -> dict[str, str]:
    return {"type": "bot" if party is Party.bot else "person", "role": party.value}


def _only(names: tuple[str, ...], part: Vcon) -> Vcon:
    return {name: part[name] for name in names if name in part}


def _dialog(transcript: Transcript, parties: int, created_at: datetime) -> Vcon:
    start = transcript.started_at
    last = max((s.end_ms for s in transcript.segments), default=0)
    return {
        "type": "recording",
        "start": (start or created_at).isoformat(),
        "duration": last / 1000,
        "parties": list(range(parties)),
        "mediatype": RECORDED,
    }


def _body(transcript: Transcript, places: list[Place]) -> Vcon:
    return {
        "call_id": transcript.call_id,
        "source": transcript.source,
        "language": transcript.language,
        "is_start_known": transcript.started_at is not None,
        "segments": [
            _segment(segment, places.index(_place(segment)))
            for segment in transcript.segments
        ],
    }


def _segment(segment: Segment, party: int) -> Vcon:
    told = {
        "start_ms": segment.begin_ms,
        "end_ms": segment.end_ms,
        "party": party,
        "channel": segment.channel,
        "text": segment.text,
        "raw_text": segment.raw_text,
        "confidence": segment.confidence,
        "emotion": segment.emotion,
        "words": [[w.text, w.begin_ms, w.end_ms] for w in segment.words or ()] or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _masked(analysis: Vcon, mask: Callable[[str], str]) -> Vcon:
    """Mask the texts; words go, for a number is spread over many of them."""
    segments = [
        {
            **{name: value for name, value in segment.items() if name != "words"},
            "text": mask(segment["text"]),
            "raw_text": mask(segment.get("raw_text", segment["text"])),
        }
        for segment in analysis["body"]["segments"]
    ]
    body = analysis["body"]
    name = mask(body["call_id"])  # recordings are often named for the caller's number
    return {**analysis, "body": {**body, "call_id": name, "segments": segments}}
