"""What one party says before another speaks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from helpdesk.quality.phrases import Phrases
from helpdesk.quality.sounds import sounded, written
from helpdesk.transcripts.model import Party, Segment


@dataclass(frozen=True, slots=True)
class Turn:
    """What one party said before another spoke."""

    place: int
    party: Party
    segments: tuple[Segment, ...]
    sounds: str
    text: str
    begins: tuple[int, ...]
    """Where each segment begins in ``sounds`` and, as they are as long, in ``text``."""

    @classmethod
    def of(cls, place: int, party: Party, segments: Sequence[Segment]) -> Self:
        """Join segments."""
        heard = [sounded(segment.text) for segment in segments]
        begins, at = [], 0
        for sounds in heard:
            begins.append(at)
            at += len(sounds)
        text = "".join(written(segment.text) for segment in segments)
        return cls(place, party, tuple(segments), "".join(heard), text, tuple(begins))

    @property
    def first(self) -> Segment:
        """Return the first segment."""
        return self.segments[0]

    @property
    def last(self) -> Segment:
        """Return the last segment."""
        return self.segments[-1]

    def at(self, place: int) -> Segment:
        """Return the segment that holds a place in the sounds."""
        return self.segments[bisect_right(self.begins, place) - 1]

    def says(self, phrases: Phrases) -> Segment | None:
        """Return the segment in which something is said that sounds like a phrase."""
        found = (
            phrases.heard.search(self.sounds)
            or phrases.short.search(self.text)
            or phrases.alone.fullmatch(self.sounds)
        )
        return self.at(found.start()) if found else None

    def writes(self, phrases: Phrases) -> Iterator[tuple[Segment, re.Match[str]]]:
        """Yield where a phrase stands exactly as it is written."""
        for found in phrases.written.finditer(self.text):
            yield self.at(found.start()), found


def turns_of(segments: Sequence[Segment]) -> tuple[Turn, ...]:
    """Return the turns of a call in their order."""
    grouped = groupby(segments, key=lambda segment: segment.party)
    return tuple(
        Turn.of(place, party, list(said)) for place, (party, said) in enumerate(grouped)
    )
