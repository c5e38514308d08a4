"""vCon 0.4.0, the exchange envelope; the names of 0.3 are read as well.

The draft leaves open what a transcript looks like, so ours says its schema. Transcripts
of other schemas are refused rather than guessed; text dialogs are read as they are.
"""

import base64
import binascii
from datetime import datetime

from helpdesk.clock import SHENZHEN
from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import CHINESE, Draft, Line, Spoken
from helpdesk.transcripts.errors import (
    VconBody,
    VconExtension,
    VconSealed,
    VconVersion,
)
from helpdesk.transcripts.model import Party
from helpdesk.transcripts.nodes import Node, parse
from helpdesk.transcripts.speakers import role_of

SCHEMA = "szgh-transcript-1"
VERSION = "0.4.0"
VERSIONS = frozenset({"0.0.1", "0.0.2", "0.1.0", "0.2.0", "0.3.0", VERSION})
PARTIES = {party.value: party for party in Party}
TRIPLE = 3


def is_mine(document: Document) -> bool:
    """Tell a vCon, also one that is signed or encrypted."""
    node = document.node
    if node is None:
        return False
    is_sealed = node.has("payload", "signatures") or node.has("ciphertext")
    is_open = node.has("uuid") and (node.has("parties") or node.has("dialog"))
    return is_sealed or node.has("vcon") or is_open


def read(document: Document) -> Draft:
    """Read the first transcript of ours, or the text dialogs.

    Raises:
        VconNotRead: We must not or can not read it.
    """
    node = document.node or Node(None)
    _check(node)
    analyses = node.get("analysis")
    for analysis in analyses.items() if analyses else ():
        if _is_ours(analysis):
            return _transcript(node, analysis)
    return _texts(node)


def _check(node: Node) -> None:
    if node.has("payload", "signatures") or node.has("ciphertext"):
        raise VconSealed
    version = node.get("vcon")
    if version and version.text() not in VERSIONS:
        raise VconVersion(version=version.text()[:20])
    needed = node.get("critical", "must_support")
    names = [name.text()[:40] for name in needed.items()] if needed else []
    if names:
        raise VconExtension(names="、".join(names[:5]))


def _is_ours(analysis: Node) -> bool:
    kind, schema = analysis.get("type"), analysis.get("schema")
    is_transcript = kind is not None and kind.value == "transcript"
    return is_transcript and schema is not None and schema.value == SCHEMA


def _transcript(node: Node, analysis: Node) -> Draft:
    body = _body(analysis)
    people = _people(node)
    dialog, known = _dialog(node, analysis), body.get("is_start_known")
    language, own = body.get("language"), body.get("call_id")
    source, length = body.get("source"), dialog.get("duration") if dialog else None
    is_timed = dialog is not None and (known is None or known.value is True)
    return Draft(
        [_line(segment, people) for segment in body["segments"].items()],
        call_id=(own or node["uuid"]).text(),
        started_at=_moment(dialog["start"]) if is_timed and dialog else None,
        language=language.text() if language else CHINESE,
        duration=round(length.number() * 1000) if length else None,
        source=source.text()[:40] if source else None,
    )


def _body(part: Node) -> Node:
    """Return an inline body as JSON, whatever it is encoded in."""
    body, encoding = part["body"], part.get("encoding")
    if encoding and encoding.value == "base64url":
        return Node(parse(_decoded(body), where=body.path), body.name, body.parent)
    return body.parsed()


def _decoded(body: Node) -> str:
    try:
        padded = body.text() + "=" * (-len(body.text()) % 4)
        return base64.b64decode(padded, altchars="-_", validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError):
        body.fail()


def _dialog(node: Node, analysis: Node) -> Node | None:
    """Return the dialog that was transcribed; of several the first."""
    place, dialogs = analysis.get("dialog"), node.get("dialog")
    if place and isinstance(place.value, list):
        place = next(place.items(), None)
    number, entries = place.whole() if place else 0, _entries(dialogs)
    return entries[number] if number is not None and number < len(entries) else None


def _entries(part: Node | None) -> list[Node]:
    return list(part.items()) if part else []


def _people(node: Node) -> list[tuple[str, Party | None]]:
    """Return the parties' places and roles; names may be persons', so none is kept."""
    people = []
    for place, party in enumerate(_entries(node.get("parties"))):
        role, name, kind = party.get("role"), party.get("name"), party.get("type")
        told = PARTIES.get(str(role.value)) if role else None
        if told is None and kind and kind.value == "bot":
            told = Party.bot
        if told is None and name and isinstance(name.value, str):
            told = role_of(name.value)
        people.append((str(place), told))
    return people


def _line(segment: Node, people: list[tuple[str, Party | None]]) -> Line:
    speaker, role = _person(segment.get("party"), people)
    channel, confidence = segment.get("channel"), segment.get("confidence")
    words, emotion, raw = (segment.get(n) for n in ("words", "emotion", "raw_text"))
    return Line(
        segment["text"].text(),
        segment.time("start_ms", "begin_ms"),
        segment.time("end_ms"),
        speaker=speaker,
        channel=channel.whole() if channel else None,
        role=role,
        confidence=confidence.number() if confidence else None,
        words=tuple(_word(word) for word in words.items()) if words else (),
        emotion=emotion.text() if emotion else None,
        raw=raw.text() if raw else None,
    )


def _person(
    place: Node | None, people: list[tuple[str, Party | None]]
) -> tuple[str | None, Party | None]:
    number = place.whole() if place else None
    if number is None or number >= len(people):
        return None, None
    return people[number]


def _word(word: Node) -> Spoken:
    parts = list(word.items())
    if len(parts) != TRIPLE:
        word.fail()
    return Spoken(parts[0].text(), parts[1].number(), parts[2].number())


def _texts(node: Node) -> Draft:
    """Read the text dialogs, such as turns in WeChat."""
    people = _people(node)
    texts = [d for d in _entries(node.get("dialog")) if d["type"].value == "text"]
    if not texts:
        raise VconBody
    begins = [_moment(dialog["start"]) for dialog in texts]
    first = min(begins)
    lines = [
        _text(dialog, (begin - first).total_seconds() * 1000, people)
        for dialog, begin in zip(texts, begins, strict=True)
    ]
    return Draft(lines, call_id=node["uuid"].text(), started_at=first)


def _text(dialog: Node, begin: float, people: list[tuple[str, Party | None]]) -> Line:
    parties = dialog.get("originator", "parties")
    if parties and isinstance(parties.value, list):
        parties = next(parties.items(), None)
    speaker, role = _person(parties, people)
    length, body, encoding = (dialog.get(n) for n in ("duration", "body", "encoding"))
    said = ""
    if body:
        is_coded = encoding is not None and encoding.value == "base64url"
        said = _decoded(body) if is_coded else body.text()
    end = begin + (length.number() * 1000 if length else 0)
    return Line(said, begin, end, speaker=speaker, role=role)


def _moment(part: Node) -> datetime:
    try:
        moment = datetime.fromisoformat(part.text())
    except ValueError:
        part.fail()
    return moment if moment.tzinfo else moment.replace(tzinfo=SHENZHEN)
