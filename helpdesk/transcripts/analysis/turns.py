"""What a party says until another one speaks: segments that belong together, joined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from helpdesk.rules import rules
from helpdesk.transcripts.analysis.patterns import pattern
from helpdesk.transcripts.model import Party, Segment
from helpdesk.transcripts.speakers import lean

FILE = Path(__file__).with_name("dialogue.yml")

SEATS = (Party.agent, Party.bot)

Place = tuple[int, int, int]
"""A segment's index, and where in its text a stretch begins and ends."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Segments of one party that are read as one text."""

    segments: tuple[Segment, ...]
    text: str
    """The words, joined as if the recogniser had not cut them."""

    @classmethod
    def of(cls, *segments: Segment) -> Self:
        """Join segments."""
        return cls(segments, "".join(segment.text for segment in segments))

    @property
    def party(self) -> Party:
        """Return who speaks."""
        return self.segments[0].party

    @property
    def is_callers(self) -> bool:
        """Tell whether the caller says it, or somebody who is not told from one."""
        if self.party is Party.unknown:
            return lean(self.text) <= 0
        return self.party is Party.customer

    @property
    def index(self) -> int:
        """Return the index of the first segment."""
        return self.segments[0].index

    @property
    def indexes(self) -> tuple[int, ...]:
        """Return the indexes of all segments."""
        return tuple(segment.index for segment in self.segments)

    def places(self, start: int, end: int) -> list[Place]:
        """Return where a stretch of the text stands in the segments."""
        places, begin = list[Place](), 0
        for segment in self.segments:
            until = begin + len(segment.text)
            first, last = max(start, begin), min(end, until)
            if first < last:
                places.append((segment.index, first - begin, last - begin))
            begin = until
        return places

    def place(self, start: int, end: int) -> Place:
        """Return the segment that holds most of a stretch, and where."""
        return max(self.places(start, end), key=lambda place: place[2] - place[1])


def turns(segments: Sequence[Segment]) -> list[Turn]:
    """Join what a recogniser cut in mid-sentence.

    A party goes on after a short pause if no sentence had ended; that the seat says 嗯
    meanwhile does not end it. A caller's 好 ends what the seat was saying.
    """
    joined: list[Turn] = []
    open_turns: dict[Party, int] = {}
    heard_until = 0
    for segment in segments:
        silence = segment.begin_ms - heard_until
        heard_until = max(heard_until, segment.end_ms)
        place = open_turns.get(segment.party)
        if place is not None and _goes_on(joined[place], segment, silence):
            joined[place] = Turn.of(*joined[place].segments, segment)
            continue
        is_heard = segment.party in SEATS and is_echo(segment.text)
        if not is_heard:
            open_turns.clear()
        open_turns[segment.party] = len(joined)
        joined.append(Turn.of(segment))
    return joined


def is_echo(text: str) -> bool:
    """Tell whether a text only shows that somebody listens.

    >>> is_echo("嗯嗯，好的"), is_echo("好的，三个月")
    (True, False)
    """
    return bool(pattern(FILE, "joining", "echoes").search(words(text)))


def words(text: str) -> str:
    """Return a text without blanks and punctuation.

    >>> words("对， 三个月。")
    '对三个月'
    """
    return "".join(filter(str.isalnum, text))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give where the sentences of a text begin and end."""
    for match in pattern(FILE, "joining", "sentence").finditer(text):
        yield match.span()


def _goes_on(turn: Turn, segment: Segment, silence: int) -> bool:
    rule: dict[str, Any] = rules(FILE)["joining"]
    return (
        silence <= rule["pause_ms"]
        and turn.text[-1:] not in rule["ends"]
        and len(turn.text) + len(segment.text) <= rule["longest"]
    )
