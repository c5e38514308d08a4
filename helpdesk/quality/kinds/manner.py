"""Checks of the manner, read from the times: silence, cutting in, haste."""

from collections.abc import Iterator

from pydantic import PositiveInt

from helpdesk.quality.call import Call
from helpdesk.quality.kinds.base import Kind, Trace
from helpdesk.quality.phrases import Phrases
from helpdesk.transcripts.model import Party, Segment

MINUTE = 60_000


class Silence(Kind):
    """Nobody is kept waiting in silence, unless asked to wait or thanked for it."""

    seconds: PositiveInt
    asked: Phrases
    thanked: Phrases

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show what was said after a long silence that was the serving party's."""
        for earlier, later in zip(call.turns, call.turns[1:], strict=False):
            waited = later.first.silence_before_ms
            is_theirs = earlier.party is Party.customer and later.party is by
            if is_theirs and waited >= self.seconds * 1000:
                before = call.turns[max(0, later.place - 2)]
                if not (before.says(self.asked) or later.says(self.thanked)):
                    yield Trace(later.first, words={"seconds": waited // 1000})


class Interrupts(Kind):
    """Nobody is cut short again and again; a short overlap is a nod."""

    milliseconds: PositiveInt
    times: PositiveInt = 1

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the cut that was one too many."""
        cuts = [
            later
            for earlier, later in zip(call.segments, call.segments[1:], strict=False)
            if later.party is by
            and earlier.party is Party.customer
            and earlier.end_ms - later.begin_ms >= self.milliseconds
        ]
        if len(cuts) >= self.times:
            yield Trace(cuts[self.times - 1], words={"count": len(cuts)})


class Pace(Kind):
    """Nobody speaks too fast to follow."""

    most: PositiveInt
    characters: PositiveInt = 40
    """Below so many a rate may be an accident."""

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the fastest turn, if all that was said was too fast."""
        turns = [turn for turn in call.by_party[by] if turn.sounds]
        said = sum(len(turn.sounds) for turn in turns)
        spoken = sum(s.end_ms - s.begin_ms for turn in turns for s in turn.segments)
        rate = said * MINUTE // spoken if spoken else 0
        if said >= self.characters and rate > self.most:
            longest = max(turns, key=lambda turn: len(turn.sounds))
            yield Trace(longest.first, words={"rate": rate})
