"""WebVTT; the speaker stands in a voice mark ``<v 坐席>`` or before a colon."""

import html
import re

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line
from helpdesk.transcripts.formats import cues

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,60})>")
_MARK = re.compile(r"</?[a-zA-Z0-9:.][^>]{0,200}>")


def is_mine(document: Document) -> bool:
    """Tell a file by its first line."""
    return re.match(r"WEBVTT(?!\S)", document.text) is not None


def read(document: Document) -> Draft:
    """Read the cues; notes, styles and regions are passed over."""
    lines = [
        line
        for number, block in cues.blocks(document.lines)
        if (found := cues.cue(number, block))
        for line in _lines(*found)
    ]
    return Draft(lines)


def _lines(begin: float, end: float, text: str) -> list[Line]:
    """Make a line of each voice in a cue."""
    parts = _VOICE.split(text)
    before = _plain(parts[0])
    lines = [cues.line(begin, end, before)] if before.strip() else []
    for name, said in zip(parts[1::2], parts[2::2], strict=True):
        plain = html.unescape(name).strip()
        lines.append(cues.line(begin, end, _plain(said), name=plain))
    return lines or [cues.line(begin, end, "")]


def _plain(text: str) -> str:
    return html.unescape(_MARK.sub("", text))
