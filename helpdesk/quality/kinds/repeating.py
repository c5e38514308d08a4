"""Checks of what was repeated: numbers read back, amounts summed up."""

import re
from collections.abc import Iterator, Sequence

from pydantic import PositiveInt

from helpdesk.quality.call import Call
from helpdesk.quality.kinds.base import Kind, Trace
from helpdesk.quality.numbers import Digits, Misheard, dictated, misheard, read_out
from helpdesk.quality.phrases import Phrases
from helpdesk.quality.sounds import sounded
from helpdesk.quality.values import Said, agree
from helpdesk.transcripts.model import Party, Segment

NO_FACT = re.compile("^(多|来|几|左右|上下|出头|之?内|以内|之?前|以?后)")
"""What follows a quantity that is about right, or that is a time limit."""

CLAUSE = re.compile("[，。？！；、,]")
BEFORE, AFTER = 2, 1
"""Clauses around a quantity that may say that it is summed up; a rate that is explained
in the same breath is none."""


class RepeatsRight(Kind):
    """A number that is read back is the one that was told.

    A caller's yes excuses one wrong digit, for the recogniser may be the one who
    misheard it; it does not excuse two that changed places.
    """

    turns: PositiveInt = 6
    confirmed: Phrases
    denied: Phrases

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show every number that was read back wrong and left so."""
        heard = [each for turn in call.by_party[by] for each in read_out(turn)]
        for each in heard:
            told = dictated(call, until=each.turn, turns=self.turns)
            wrong = misheard(told, each.number)
            if wrong and not self._is_settled(call, each, wrong, heard):
                yield Trace(
                    each.segment, words={"said": wrong.heard, "other": wrong.told}
                )

    def _is_settled(
        self, call: Call, each: Digits, wrong: Misheard, heard: Sequence[Digits]
    ) -> bool:
        later = [other for other in heard if other.segment.index > each.segment.index]
        if any(wrong.told in other.number for other in later):
            return True
        answer = next((t for t in call.callers if t.place > each.turn.place), None)
        if answer is None:
            return False
        if answer.says(self.denied):
            return True
        return not wrong.is_swapped and answer.says(self.confirmed) is not None


class Recaps(Kind):
    """Amounts and times that are summed up are those that were told in the end."""

    any: Phrases
    denied: Phrases

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show every quantity of a recapitulation that the caller did not tell."""
        for said in call.quantities:
            if said.turn.party is by and self._is_recap(said) and _is_fact(said, call):
                yield from self._wrong(call, said)

    def _is_recap(self, said: Said) -> bool:
        """Tell whether the words around a quantity ask for a yes."""
        clauses = CLAUSE.split(said.segment.text)
        place = len(CLAUSE.findall(said.segment.text[: said.start]))
        around = "".join(clauses[max(0, place - BEFORE) : place + AFTER + 1])
        return self.any.heard.search(sounded(around)) is not None

    def _wrong(self, call: Call, said: Said) -> Iterator[Trace]:
        told = [
            each
            for each in call.quantities
            if each.kind == said.kind
            and each.turn.party is Party.customer
            and each.turn.place < said.turn.place
        ]
        if not told or any(agree(said.value, each) for each in told):
            return
        answer = next((t for t in call.callers if t.place > said.turn.place), None)
        if answer is None or not answer.says(self.denied):
            words = {"said": said.words, "other": told[-1].words}
            yield Trace(said.segment, words=words)


def _is_fact(said: Said, call: Call) -> bool:
    """Tell what happened from what is to come and from what is about right."""
    if NO_FACT.search(said.segment.text[said.end :]):
        return False
    return said.kind != "date" or said.value <= call.day.isoformat()
