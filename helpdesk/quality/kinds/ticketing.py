"""Checks of the tickets: that there is one, and that it says what the caller said."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rapidfuzz import fuzz

from helpdesk.models import Priority
from helpdesk.quality.call import Call
from helpdesk.quality.kinds.base import Kind, Trace
from helpdesk.quality.model import TicketFacts
from helpdesk.quality.numbers import dictated, misheard, read_out
from helpdesk.quality.sounds import names_alike, sounded
from helpdesk.quality.values import QUANTITIES, agree, folded, read
from helpdesk.transcripts.analysis.model import Named
from helpdesk.transcripts.model import Party, Segment

ALIKE = 75
"""Of 100, from which two names sound like one: recognisers spoil a syllable."""
TELEPHONE = "phone_number"
PHONE_DIGITS = 7
MOBILE = re.compile(r"1[3-9]\d{9}")
BARE = {
    "money": re.compile(r"\d+(\.\d+)?"),
    "headcount": re.compile(r"\d+"),
    "duration": re.compile(r"P[\dYMDTH]+"),
    "date": re.compile(r"\d{4}-\d\d(-\d\d)?"),
}
"""How forms keep a quantity; in anything else it is read as it is in speech."""


class NeedsTicket(Kind):
    """The call has a ticket, perhaps one that is looked at soon."""

    is_joint: ClassVar[bool] = True
    categories: tuple[str, ...] = ()
    priority: tuple[Priority, ...] = ()

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Say that there is no such ticket."""
        fits = [
            ticket
            for ticket in call.tickets
            if (not self.categories or ticket.category in self.categories)
            and (not self.priority or ticket.priority in self.priority)
        ]
        if not fits:
            yield Trace(at)


class EqualsTicket(Kind):
    """What the ticket says was said in the call."""

    is_joint: ClassVar[bool] = True
    entity: str
    details: tuple[str, ...] = ()

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the caller's sentence that a ticket contradicts."""
        for ticket in call.tickets:
            if self.entity == TELEPHONE:
                yield from _other_phone(call, ticket, by)
                continue
            for text in _details(ticket, self.details):
                if self.entity in QUANTITIES:
                    yield from self._other_quantity(call, text)
                else:
                    yield from self._other_name(call, text)

    def _other_quantity(self, call: Call, text: str) -> Iterator[Trace]:
        said = [each for each in call.quantities if each.kind == self.entity]
        told = [each for each in said if each.turn.party is Party.customer]
        for value, words in _values(text, self.entity, call):
            if told and not any(agree(value, each) for each in said):
                last = next((s for s in told[::-1] if not s.is_taken_back), told[-1])
                found = {"said": last.words, "other": words}
                yield Trace(last.segment, words=found)

    def _other_name(self, call: Call, text: str) -> Iterator[Trace]:
        told = named(call, self.entity)
        is_said = _is_heard(call, text) or any(_alike(n.text, text) for _, n in told)
        for segment, name in told[-1:]:
            if not is_said:
                yield Trace(segment, words={"said": name.text, "other": text})


class InTicket(Kind):
    """What the caller told stands in a ticket."""

    entity: str

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Show the caller's sentence that no ticket has."""
        if not call.tickets:
            return
        if self.entity == TELEPHONE:
            yield from _no_phone(call)
        elif self.entity in QUANTITIES:
            yield from self._no_quantity(call)
        else:
            yield from self._no_name(call)

    def _no_quantity(self, call: Call) -> Iterator[Trace]:
        told = [
            each
            for each in call.quantities
            if each.kind == self.entity
            and each.turn.party is Party.customer
            and not each.is_taken_back
        ]
        kept = [
            value
            for ticket in call.tickets
            for text in ticket.details.values()
            for value, _ in _values(text, self.entity, call)
        ]
        if told and not any(agree(value, each) for value in kept for each in told):
            yield Trace(told[-1].segment, words={"said": told[-1].words})

    def _no_name(self, call: Call) -> Iterator[Trace]:
        kept = sounded("".join(t for k in call.tickets for t in k.details.values()))
        for segment, name in named(call, self.entity)[-1:]:
            if not _sounds_in(sounded(name.text), kept):
                yield Trace(segment, words={"said": name.text})


def named(call: Call, entity: str) -> list[tuple[Segment, Named]]:
    """Return the names of a kind that the caller told, with where."""
    segments = {segment.index: segment for segment in call.segments}
    return [
        (segments[routed.index], name)
        for routed in call.analysis.routed
        for name in routed.entities
        if name.entity == entity and routed.index in segments
    ]


def _details(ticket: TicketFacts, names: Sequence[str]) -> Iterator[str]:
    yield from (ticket.details[name] for name in names if name in ticket.details)


def _values(text: str, entity: str, call: Call) -> Iterator[tuple[str, str]]:
    """Yield the quantities of a ticket's detail; forms keep bare values."""
    plain = text.strip()
    if BARE[entity].fullmatch(plain):
        yield plain, plain
        return
    for found in read(folded(text), call.day):
        if found.entity == entity:
            yield found.value, text[found.start : found.end]


def _alike(told: str, kept: str) -> bool:
    """Tell whether one of two names sounds like a part of the other."""
    short, long = sorted((sounded(told), sounded(kept)), key=len)
    return names_alike(told, kept) or _sounds_in(short, long)


def _is_heard(call: Call, name: str) -> bool:
    return any(_sounds_in(sounded(name), turn.sounds) for turn in call.turns)


def _sounds_in(sounds: str, text: str) -> bool:
    """Tell whether a name is heard in a text; half a name at its edge is none."""
    if sounds in text:
        return True
    edge = " " * len(sounds)
    return fuzz.partial_ratio(sounds, f"{edge}{text}{edge}") >= ALIKE


def _other_phone(call: Call, ticket: TicketFacts, by: Party) -> Iterator[Trace]:
    """Compare the number to call back with what was read out and read back."""
    end = call.turns[-1:]
    if not ticket.phone or not end:
        return
    told = dictated(call, until=end[0], turns=end[0].place) + "".join(
        each.number
        for turn in end
        if turn.party is Party.customer
        for each in read_out(turn)
    )
    wrong = misheard(told, ticket.phone)
    if wrong is None or (not wrong.is_swapped and _read_back(call, ticket.phone, by)):
        return
    for turn in call.callers[::-1]:
        for each in read_out(turn):
            yield Trace(each.segment, words={"said": wrong.told, "other": ticket.phone})
            return


def _read_back(call: Call, phone: str, by: Party) -> bool:
    return any(
        each.number == phone for turn in call.by_party[by] for each in read_out(turn)
    )


def _no_phone(call: Call) -> Iterator[Trace]:
    if any(ticket.phone for ticket in call.tickets):
        return
    for turn in call.callers:
        for each in read_out(turn, shortest=PHONE_DIGITS):
            if MOBILE.fullmatch(each.number):
                yield Trace(each.segment, words={"said": each.number})
                return
