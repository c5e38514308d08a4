"""Checks of words: said, not said, said in time, said in answer."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import PositiveInt

from helpdesk.quality.call import Call
from helpdesk.quality.kinds.base import Kind, Trace, missing
from helpdesk.quality.phrases import Phrases
from helpdesk.quality.turns import Turn
from helpdesk.transcripts.model import Party, Segment
from language import entities

WHEN = frozenset({"date", "duration"})


class Says(Kind):
    """Something has to be said, perhaps among the first or the last turns."""

    any: Phrases
    first: PositiveInt | None = None
    last: PositiveInt | None = None
    by_anybody: bool = False
    """Whether it is enough that the other one who serves says it, such as the IVR."""
    unless: Phrases | None = None
    unless_caller_ends: bool = False

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Say in which turns it is missing."""
        turns = call.by_party[by][: self.first]
        turns = turns[-self.last :] if self.last else turns
        if self.unless_caller_ends and call.turns[-1].party is Party.customer:
            return
        if self.unless and any(turn.says(self.unless) for turn in turns):
            return
        heard = call.served if self.by_anybody else turns
        if not any(turn.says(self.any) for turn in heard):
            yield missing(turns)


class NeverSays(Kind):
    """Something must not be said; only what is written so is held against anybody."""

    any: Phrases
    unless: Phrases | None = None

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show every sentence that says it."""
        for turn in call.by_party[by]:
            excused = self.unless and self.unless.written.search(turn.text)
            if not excused:
                for segment, found in turn.writes(self.any):
                    yield Trace(segment, words={"said": found[0]})


class Before(Kind):
    """Something has to be said before something else is."""

    any: Phrases
    then: Phrases

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the first sentence that came too early."""
        for turn in call.served:
            if turn.says(self.any):
                return
            if turn.party is by and (early := turn.says(self.then)):
                yield Trace(early, (call.turns[0].first.index, early.index))
                return


class Answers(Kind):
    """Something has to be said soon after what the rule's ``when`` found."""

    is_joint: ClassVar[bool] = True
    any: Phrases
    turns: PositiveInt = 3

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the caller's sentence that was left without it."""
        if at is None:
            return
        since = call.turn_of[at.index].place
        later = [turn for turn in call.served if turn.place > since][: self.turns]
        if not any(turn.says(self.any) for turn in later):
            yield missing(later, at=at)


class Promises(Kind):
    """A promise has to say until when."""

    any: Phrases
    times: Phrases

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the first promise, if no promise of the call tells a time."""
        promised = [
            (turn, segment)
            for turn in call.by_party[by]
            if (segment := turn.says(self.any))
        ]
        if promised and not any(self._is_timed(call, turn) for turn, _ in promised):
            yield Trace(promised[0][1])

    def _is_timed(self, call: Call, turn: Turn) -> bool:
        """Tell whether a time is told with the promise, or when asked for next."""
        again = [t for t in call.by_party[turn.party] if t.place > turn.place][:2]
        return any(self._tells_time(call, each) for each in (turn, *again))

    def _tells_time(self, call: Call, turn: Turn) -> bool:
        if turn.says(self.times):
            return True
        found = entities.find(turn.text, call.day)
        return any(candidate.entity in WHEN for candidate in found)
