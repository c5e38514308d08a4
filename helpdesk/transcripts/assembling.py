"""From a draft to the canonical transcript, with what was mended on the way."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import LongSegment, TooManySegments
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.limits import limits
from helpdesk.transcripts.model import Segment, Transcript, Word
from helpdesk.transcripts.speakers import Cast, cast
from helpdesk.transcripts.texts import identifier, tidy
from helpdesk.transcripts.times import mend

LABEL = 20  # characters of a language or an emotion


def assemble(
    draft: Draft, *, source: str, name: str
) -> tuple[Transcript, Cast, list[Note]]:
    """Make the canonical transcript of a draft.

    Raises:
        BadTimes: Its times can not be those of a call.
        TooMuch: It is larger than a call can be.
    """
    if len(draft.lines) > limits().segments:
        raise TooManySegments(limit=limits().segments)
    notes: list[Note] = []
    draft = replace(draft, lines=_tidied(draft.lines, notes))
    lines, mended = mend(draft)
    notes += mended
    who = cast(lines)
    if who.is_swapped:
        notes.append(Note("speakers_swapped"))
    if not who.is_sure:
        notes.append(Note("speakers_unsure"))
    transcript = Transcript(
        call_id=identifier(draft.call_id or "") or name,
        source=draft.source or source,
        started_at=draft.started_at,
        language=draft.language[:LABEL],
        segments=_segments(lines, who, notes),
    )
    return transcript, who, notes


def _tidied(lines: Sequence[Line], notes: list[Note]) -> list[Line]:
    """Tidy the texts; lines that say nothing are left out."""
    limit = limits().segment_characters
    for number, line in enumerate(lines, start=1):
        if max(len(line.text), len(line.raw or "")) > limit:
            raise LongSegment(segment=number, limit=limit)
    written = [
        replace(
            line, text=tidy(line.text), raw=line.text if line.raw is None else line.raw
        )
        for line in lines
    ]
    kept = [line for line in written if any(c.isalnum() for c in line.text)]
    if len(kept) < len(lines):
        notes.append(Note("dropped", {"count": len(lines) - len(kept)}))
    if not kept:
        notes.append(Note("no_speech"))
    return kept


def _segments(
    lines: Sequence[Line], who: Cast, notes: list[Note]
) -> tuple[Segment, ...]:
    segments, heard_until, misfits = list[Segment](), 0, 0
    for index, (line, party) in enumerate(zip(lines, who.parties, strict=True)):
        begin, end = round(line.begin), round(line.end)
        words = _words(line.words, begin, end)
        misfits += words is None and bool(line.words)
        segments.append(
            Segment(
                index=index,
                party=party,
                channel=line.channel,
                begin_ms=begin,
                end_ms=end,
                text=line.text,
                raw_text=line.raw or "",
                silence_before_ms=max(0, begin - heard_until),
                confidence=_share(line.confidence),
                words=words,
                emotion=tidy(line.emotion)[:LABEL] if line.emotion else None,
            )
        )
        heard_until = max(heard_until, end)
    if misfits:
        notes.append(Note("words_dropped", {"count": misfits}))
    return tuple(segments)


def _words(spoken: Sequence[Spoken], begin: int, end: int) -> tuple[Word, ...] | None:
    """Return the words if their times go on within the segment's, else none of them."""
    words, last = list[Word](), begin
    for word in spoken:
        first, until = round(word.begin), round(word.end)
        if not last <= first <= until <= end:
            return None
        words.append(Word(word.text, first, until))
        last = first
    return tuple(words) or None


def _share(confidence: float | None) -> float | None:
    """Return a confidence between 0 and 1; some write it in percent."""
    if confidence is None or not 0 <= confidence <= 100:
        return None
    return round(confidence / 100 if confidence > 1 else confidence, 4)
