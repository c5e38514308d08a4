"""SubRip; the speaker, if any, stands before a colon."""

import re

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft
from helpdesk.transcripts.formats import cues

_TIMES = re.compile(r"\s*\d{1,4}:\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?\s*-->")
_MARK = re.compile(r"</?[biu]>|</?font[^>]{0,80}>", re.IGNORECASE)


def is_mine(document: Document) -> bool:
    """Tell a file by its first block: a number, and times with an arrow."""
    first = next(cues.blocks(document.lines), (0, []))[1]
    return any(_TIMES.match(line) for line in first[:2])


def read(document: Document) -> Draft:
    """Read the cues."""
    lines = [
        cues.line(begin, end, _MARK.sub("", text))
        for number, block in cues.blocks(document.lines)
        if (found := cues.cue(number, block))
        for begin, end, text in [found]
    ]
    return Draft(lines)
