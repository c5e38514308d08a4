"""FunASR's runtime: messages of its WebSocket, one or many to a file.

The runtime does not tell speakers apart, so a call of two channels is recognised twice:
each ``wav_name`` is a channel. ``is_final`` says nothing offline; of a live recognition
only the second pass counts. ``stamp_sents`` end at every comma; they are joined to
sentences.
"""

from collections.abc import Iterable
from itertools import takewhile

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.formats.funasr import timed
from helpdesk.transcripts.nodes import Node

LIVE = frozenset({"online", "2pass-online"})
ENDS = frozenset("。？！.?!")
PAUSE = 1000  # milliseconds, after which a sentence is over without a mark


def is_mine(document: Document) -> bool:
    """Tell messages of the runtime."""
    messages = _messages(document)
    return bool(messages) and all(m.has("mode", "text") for m in messages)


def read(document: Document) -> Draft:
    """Read the messages of one call."""
    kept = [m for m in _messages(document) if m["mode"].text() not in LIVE]
    names = list(dict.fromkeys(_name(message) for message in kept))
    channels = {name: place for place, name in enumerate(names)}
    lines = [
        line
        for message in kept
        for line in _lines(message, channels[_name(message)] if names[1:] else None)
    ]
    return Draft(lines, call_id=_shared(names))


def _messages(document: Document) -> list[Node]:
    node = document.node
    if node is None:
        return []
    return list(node.items()) if isinstance(node.value, list) else [node]


def _name(message: Node) -> str:
    name = message.get("wav_name")
    return name.text() if name else ""


def _shared(names: list[str]) -> str | None:
    """Return what the names of a call's channels have in common."""
    same = takewhile(lambda chars: len(set(chars)) == 1, zip(*names, strict=False))
    common = "".join(chars[0] for chars in same)
    return (common.rstrip("_-. ") if names[1:] else common) or None


def _lines(message: Node, channel: int | None) -> list[Line]:
    parts = message.get("stamp_sents")
    if parts is not None and parts.value:
        return _joined(parts.parsed().items(), channel)
    text = message["text"].text()
    if not text.strip():
        return []
    pairs = list(message["timestamp"].parsed().items())
    ends = [end.number() for pair in pairs for end in pair.items()]
    if not ends:
        message["timestamp"].fail()
    return [Line(text, ends[0], ends[-1], channel=channel, words=timed(text, pairs))]


def _joined(parts: Iterable[Node], channel: int | None) -> list[Line]:
    """Join parts to sentences."""
    lines: list[Line] = []
    is_open = False
    for part in parts:
        line, mark = _part(part, channel)
        if is_open and line.begin - lines[-1].end < PAUSE:
            line = _together(lines.pop(), line)
        lines.append(line)
        is_open = mark not in ENDS
    return lines


def _together(first: Line, second: Line) -> Line:
    words: tuple[Spoken, ...] = ()
    if first.words and second.words:
        words = first.words + second.words
    return Line(
        f"{first.text} {second.text}",
        first.begin,
        second.end,
        channel=first.channel,
        words=words,
    )


def _part(part: Node, channel: int | None) -> tuple[Line, str]:
    """Read what stands before a mark, and the mark."""
    text = (part.get("text_seg", "text") or part["text_seg"]).text()
    punctuation, times = part.get("punc"), part.get("ts_list")
    mark = punctuation.text() if punctuation else ""
    line = Line(
        text + mark,
        part.time("start"),
        part.time("end"),
        channel=channel,
        words=timed(text, list(times.items())) if times else (),
    )
    return line, mark
