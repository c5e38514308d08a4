"""Checks of what has to be known before a call ends."""

from collections.abc import Iterator

from pydantic import PositiveInt

from helpdesk.quality.call import Call
from helpdesk.quality.kinds.base import Kind, Trace, missing
from helpdesk.quality.kinds.ticketing import named
from helpdesk.quality.numbers import Digits, dictated, read_out
from helpdesk.quality.phrases import Phrases
from helpdesk.quality.values import QUANTITIES
from helpdesk.transcripts.model import Party, Segment

PART = 4  # digits that are enough of a number that is read back
NUMBER = 7


class Asks(Kind):
    """Something is asked, unless the caller told it or a ticket has it anyway."""

    any: Phrases
    told: tuple[str, ...] = ()
    """Entities that make the question needless."""
    details: tuple[str, ...] = ()
    """A ticket's details that do."""
    caller_says: Phrases | None = None
    """What the caller tells it by, where no entity is named."""

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Say that nobody asked."""
        has_asked = any(turn.says(self.any) for turn in call.served)
        if not has_asked and not self._is_known(call):
            yield missing(call.by_party[by])

    def _is_known(self, call: Call) -> bool:
        if any(
            name in ticket.details for ticket in call.tickets for name in self.details
        ):
            return True
        if any(_is_told(call, entity) for entity in self.told):
            return True
        says = self.caller_says
        return says is not None and any(turn.says(says) for turn in call.callers)


class ReadsBack(Kind):
    """A number that the caller reads out is read back."""

    turns: PositiveInt = 3
    unless: Phrases

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the last number that nobody read back."""
        numbers = [
            each for turn in call.callers for each in read_out(turn, shortest=NUMBER)
        ]
        for each in numbers[-1:]:
            if not self._is_repeated(call, each, by):
                yield Trace(each.segment, words={"said": each.number})

    def _is_repeated(self, call: Call, told: Digits, by: Party) -> bool:
        later = [turn for turn in call.by_party[by] if turn.place > told.turn.place]
        return any(
            turn.says(self.unless)
            or any(len(each.number) >= PART for each in read_out(turn))
            for turn in later[: self.turns]
        )


def _is_told(call: Call, entity: str) -> bool:
    if entity in QUANTITIES:
        return any(
            said.kind == entity and said.turn.party is Party.customer
            for said in call.quantities
        )
    if entity == "phone_number":
        end = call.turns[-1]
        return len(dictated(call, until=end, turns=end.place)) >= NUMBER
    return bool(named(call, entity))
