"""How answers are read: what a message names by itself, and what a bare reply means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from actions import words
from actions.turn import Turn
from helpdesk.errors import InvalidInput
from helpdesk.numbers import (
    read_contact_phone,
    read_id_tail,
    read_phone,
    read_ticket_number,
)
from helpdesk.places import read_district
from language import numerals

Values = Mapping[str, str | bool | None]
Reading = Callable[[Turn], Values]
NOTHING: Values = {}

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
LONGEST_YES = 5
LONGEST_NAME = 12
LONGEST_LINE = 40
LONGEST_STORY = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """How one field is read."""

    spot: Reading
    """Finds the answer in any message, by its entities."""

    take: Reading
    """Takes a reply to the question itself, when nothing was spotted."""


def nothing(_turn: Turn) -> Values:
    """Find nothing."""
    return NOTHING


def entity(slot: str, name: str, longest: int = LONGEST_LINE) -> Reader:
    """Read a name: the entity, else the reply as it is."""

    def spot(turn: Turn) -> Values:
        found = turn.named(name)
        return {slot: found.text} if found else NOTHING

    return Reader(spot, words_of(slot, longest).take)


def words_of(slot: str, longest: int = LONGEST_STORY) -> Reader:
    """Read the worker's own words; a bare yes or no or an emoji is none."""

    def take(turn: Turn) -> Values:
        text = turn.text.strip()
        is_short = len(words.bare(text)) <= LONGEST_YES  # “就是这个礼拜” is an answer
        answer = consent(turn) if is_short else agreed(text)
        plain = any(char.isalnum() for char in text) and answer is None
        return {slot: text} if plain and len(text) <= longest else NOTHING

    return Reader(nothing, take)


def choice(slot: str, name: str | None = None) -> Reader:
    """Read one of the groups that words.yml lists under the slot's name."""

    def spot(turn: Turn) -> Values:
        found = turn.named(name) if name else None
        return {slot: found.value} if found else NOTHING

    return Reader(spot, group(slot))


def group(slot: str, *, yes_or_no: bool = False) -> Reading:
    """Take a reply that is one of the groups that words.yml lists under a slot's name.

    Where the question is a ``yes_or_no``, a bare yes is the first and a no the second.
    """

    def take(turn: Turn) -> Values:
        found = words.one_of(turn.text, slot)
        said = consent(turn) if yes_or_no and found is None else None
        if said is not None:
            found = words.groups(slot)[0 if said else 1]
        return {slot: found} if found else NOTHING

    return take


def yes_or_no(slot: str) -> Reader:
    """Read consent or refusal; what a longer answer begins with decides."""

    def take(turn: Turn) -> Values:
        answer = consent(turn)
        if answer is None:
            answer = agreed(words.opening(turn.text))
        return NOTHING if answer is None else {slot: answer}

    return Reader(nothing, take)


def consent(turn: Turn) -> bool | None:
    """Tell whether the worker says yes or no, if either."""
    said = agreed(turn.text)
    return {"affirm": True, "deny": False}.get(turn.intent) if said is None else said


def agreed(text: str) -> bool | None:
    """Tell whether a short text is a yes or a no, if either."""
    if words.is_said(text, "consent"):
        return True
    return False if words.is_said(text, "refusal") else None


def number(slot: str, name: str) -> Reader:
    """Read a quantity: the entity's value, else a reply that is a number."""

    def spot(turn: Turn) -> Values:
        found = turn.named(name)
        return {slot: found.value} if found else NOTHING

    def take(turn: Turn) -> Values:
        found = words.quantity(turn.text)
        return {slot: numerals.plain(found)} if found else NOTHING

    return Reader(spot, take)


def months(slot: str) -> Reader:
    """Read how many months."""

    def spot(turn: Turn) -> Values:
        found = turn.named("duration")
        length = in_months(found.value) if found else None
        return {slot: length} if length else NOTHING

    def take(turn: Turn) -> Values:
        found = words.quantity(turn.text)
        if not found:
            return NOTHING
        in_years = words.words()["year"] in turn.text
        return {slot: numerals.plain(found * 12 if in_years else found)}

    return Reader(spot, take)


def in_months(duration: str) -> str | None:
    """Write an ISO duration of days, months and years as months.

    >>> in_months("P3M"), in_months("P15D"), in_months("PT24H")
    ('3', '0.5', None)
    """
    found = DURATION.fullmatch(duration)
    if not found:
        return None
    years, months_, days = (int(part or 0) for part in found.groups())
    total = years * 12 + months_ + round(days / 30, 1)
    return f"{total:g}" if total else None


def mobile(slot: str) -> Reader:
    """Read the mobile number that the union has on record."""
    return _digits(slot, "phone_number", read_phone)


def contact_phone(slot: str) -> Reader:
    """Read a number to call back."""
    return _digits(slot, "phone_number", read_contact_phone)


def id_tail(slot: str) -> Reader:
    """Read the last four of an ID number; of a whole one the rest is dropped."""

    def last_four(text: str) -> str:
        return read_id_tail(text)[-4:]

    return _digits(slot, "id_number", last_four)


def code(slot: str) -> Reader:
    """Read a one-time code of six digits, which only an asked-for reply can be."""

    def take(turn: Turn) -> Values:
        found = numerals.digits(turn.text)
        return {slot: found} if len(found) == 6 and found.isdigit() else NOTHING

    return Reader(nothing, take)


def area(slot: str = "area") -> Reader:
    """Read where it is: a district, a place, or both."""

    def spot(turn: Turn) -> Values:
        if turn.whereabouts:  # written by us, from the district on
            text = turn.text[:LONGEST_LINE]
            return {slot: text, "district": read_district(text), "place": text}
        district, place = turn.named("district"), turn.named("place")
        if not (district or place):
            return NOTHING
        names = {
            "district": district.value if district else None,
            "place": place.text if place else None,
        }
        return {slot: "".join(name for name in names.values() if name), **names}

    def take(turn: Turn) -> Values:
        said = words_of(slot, LONGEST_LINE).take(turn)
        return {**said, "district": None, "place": said[slot]} if said else NOTHING

    return Reader(spot, take)


def area_or_employer(slot: str = "area") -> Reader:
    """Read where it is, or where one works: either leads to a union."""
    where, work = area(slot), entity("employer", "employer")

    def spot(turn: Turn) -> Values:
        found = {**work.spot(turn), **where.spot(turn)}
        return {slot: found["employer"], **found} if "employer" in found else found

    return Reader(spot, where.take)


def place(slot: str) -> Reader:
    """Read one exact place: a named firm or site with its district, or the reply."""
    where, work = area(slot), entity(slot, "employer")

    def spot(turn: Turn) -> Values:
        parts = [reader.spot(turn).get(slot) for reader in (where, work)]
        named = "".join(str(part) for part in parts if part)
        return {slot: named} if named else NOTHING

    return Reader(spot, words_of(slot, LONGEST_LINE).take)


def ticket_number(slot: str) -> Reader:
    """Read a ticket number; its check digit must be right."""
    return _digits(slot, "ticket_number", read_ticket_number)


def _digits(slot: str, name: str, check: Callable[[str], str]) -> Reader:
    def spot(turn: Turn) -> Values:
        found = turn.named(name)
        return _checked(slot, found.value, check) if found else NOTHING

    def take(turn: Turn) -> Values:
        return _checked(slot, numerals.digits(turn.text), check)

    return Reader(spot, take)


def _checked(slot: str, value: str, check: Callable[[str], str]) -> Values:
    try:
        return {slot: check(value)}
    except InvalidInput:
        return NOTHING
