"""Calls and turns as tables for analysis; docs/transcripts.md says what a column is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from gonghui.intake.masking import Mask, is_hidden
from gonghui.intake.parcels import Rows
from helpdesk.transcripts import Segment
from helpdesk.transcripts.analysis import Analysis, Routed

if TYPE_CHECKING:
    from helpdesk.transcripts.records import Kept

CALL = ("call", pa.string())
CALLS = pa.schema(
    [
        CALL,
        ("source", pa.string()),
        ("language", pa.string()),
        ("began_at", pa.timestamp("ms", tz="UTC")),
        ("duration_ms", pa.int64()),
        ("turns", pa.int32()),
        ("caller_turns", pa.int32()),
        ("requests", pa.list_(pa.string())),
        ("skills", pa.list_(pa.string())),
        ("risks", pa.list_(pa.string())),
        ("articles", pa.list_(pa.string())),
        ("promises", pa.int32()),
    ]
)
ENTITY = pa.struct([("entity", pa.string()), ("value", pa.string())])
TURNS = pa.schema(
    [
        CALL,
        ("index", pa.int32()),
        ("party", pa.string()),
        ("channel", pa.int32()),
        ("begin_ms", pa.int64()),
        ("end_ms", pa.int64()),
        ("silence_before_ms", pa.int64()),
        ("recognised", pa.float32()),
        ("text", pa.string()),
        ("intent", pa.string()),
        ("confidence", pa.float32()),
        ("entities", pa.list_(ENTITY)),
    ]
)

type Row = dict[str, Any]


def rows(kept: "Sequence[Kept]") -> Rows:
    """Write calls as tables, each by the digest of its file."""
    digests = [one.original.sha512 for one in kept]
    calls = [_call(d, one) for d, one in zip(digests, kept, strict=True)]
    turns = [
        turn for d, one in zip(digests, kept, strict=True) for turn in _turns(d, one)
    ]
    return Rows(
        pa.Table.from_pylist(calls, CALLS),
        pa.Table.from_pylist(turns, TURNS),
    )


def _call(digest: str, kept: "Kept") -> Row:
    transcript, analysis = kept.transcript, kept.analysis
    segments = transcript.segments
    return {
        "call": digest,
        "source": transcript.source,
        "language": transcript.language,
        "began_at": transcript.started_at,
        "duration_ms": max((s.end_ms for s in segments), default=0),
        "turns": len(segments),
        "caller_turns": len(analysis.routed),
        "requests": [asked.intent for asked in analysis.asked],
        "skills": sorted({asked.skill for asked in analysis.asked}),
        "risks": sorted({risk.kind.value for risk in analysis.risks}),
        "articles": list(analysis.articles),
        "promises": len(analysis.summary.promised),
    }


def _turns(digest: str, kept: "Kept") -> list[Row]:
    mask, routed = Mask.of(kept.analysis), _routed(kept.analysis)
    return [
        _turn(digest, segment, mask(segment.text), routed.get(segment.index))
        for segment in kept.transcript.segments
    ]


def _routed(analysis: Analysis) -> dict[int, Routed]:
    return {routed.index: routed for routed in analysis.routed}


def _turn(digest: str, segment: Segment, text: str, routed: Routed | None) -> Row:
    entities = routed.entities if routed else ()
    return {
        "call": digest,
        "index": segment.index,
        "party": segment.party.value,
        "channel": segment.channel,
        "begin_ms": segment.begin_ms,
        "end_ms": segment.end_ms,
        "silence_before_ms": segment.silence_before_ms,
        "recognised": segment.confidence,
        "text": text,
        "intent": routed.intent if routed else None,
        "confidence": round(routed.confidence, 4) if routed else None,
        "entities": [
            {"entity": e.entity, "value": None if is_hidden(e.entity) else e.value}
            for e in entities
        ],
    }
