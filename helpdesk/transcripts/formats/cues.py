"""What WebVTT and SRT share: blocks of lines, clocks, names before the words."""

import re
from collections.abc import Iterator, Sequence

from helpdesk.transcripts.drafts import Line
from helpdesk.transcripts.errors import Malformed
from helpdesk.transcripts.speakers import role_of

ARROW = "-->"
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)
_NAME = re.compile(r"\s*[【\[(（]?([^\s：:】\])）<>]{1,12})[】\])）]?\s*[:：]\s*")
_NUMBERED = re.compile(
    r"(?:说话人|发言人|讲话人|speaker|spk)?[\s_-]*([0-9A-Da-d])", re.I
)


def blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between empty lines, with the number of their first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def clock(text: str, *, where: str) -> float:
    """Read a clock such as 00:01:02.500 in milliseconds.

    Raises:
        Malformed: It is none.
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise Malformed(where=where)
    hours, minutes, seconds, fraction = found.groups(default="0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + float(f"0.{fraction}") * 1000


def cue(number: int, block: Sequence[str]) -> tuple[float, float, str] | None:
    """Return begin, end and text of a block; None for one that is no cue."""
    place = next((n for n, line in enumerate(block[:2]) if ARROW in line), None)
    if place is None:
        return None
    begin, _, rest = block[place].partition(ARROW)
    end = rest.split()[0] if rest.split() else ""
    where = f"line {number + place}"
    text = "\n".join(block[place + 1 :])
    return clock(begin, where=where), clock(end, where=where), text


def line(begin: float, end: float, text: str, *, name: str | None = None) -> Line:
    """Make a line, with the speaker's name from a mark or from before a colon."""
    if name is None:
        name, text = split_name(text)
    role = role_of(name) if name else None
    return Line(text, begin, end, speaker=name, role=role)


def split_name(text: str) -> tuple[str | None, str]:
    """Take a speaker's name off a text, if it is one.

    >>> split_name("坐席01：您好"), split_name("我说：不行")
    (('坐席01', '您好'), (None, '我说：不行'))
    """
    found = _NAME.match(text)
    if found and (role_of(found[1]) or _NUMBERED.fullmatch(found[1])):
        return found[1], text[found.end() :]
    return None, text
