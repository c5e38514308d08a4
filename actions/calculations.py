"""Calculations by conversation: what is to be reckoned, what is missing, the result."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.events import FollowupAction, SlotSet

from actions import measures, readers, words
from actions.disputes import (
    CATEGORY,
    DISPUTES,
    EMPLOYED,
    LEFT_ON,
    Dispute,
    picked,
)
from actions.forms import (
    MATTER,
    OFFER,
    PAUSED,
    Field,
    Form,
    Slots,
    cleared,
    finished,
    slots_set,
)
from actions.readers import Reader
from actions.reckonings import CALCULATIONS, GROUND, HOURS, Facts
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import InvalidInput
from language import numerals

WORDS = Path(__file__).with_name("calculations.yml")
CALCULATION = "calculation"
FORM_NAME = "calculate_form"
FIGURES = ("duration", "money", "date")
DERIVED = (CALCULATION, HOURS, GROUND)
LEAVE = "annual_leave"
LIMITS = {"report_work_injury": "injury_limit"}


@cache
def lists() -> Mapping[str, Any]:
    """Read the lists once."""
    content: Mapping[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return content


def _is_needed(slot: str) -> Callable[[Slots], bool]:
    def needed(slots: Slots) -> bool:
        found = CALCULATIONS.get(str(slots.get(CALCULATION)))
        return found is not None and slot in found.needs

    return needed


def _left_in_question(slots: Slots) -> bool:
    has_left = slots.get(EMPLOYED.slot) == words.left()
    return has_left and _is_needed(LEFT_ON)(slots)


def _field(slot: str, reader: Reader) -> Field:
    return Field(slot, reader, only_if=_is_needed(slot))


FORM = Form(
    FORM_NAME,
    (
        _field("day_kind", picked("day_kind", named="day_kind")),
        _field("injury_grade", picked("injury_grade", named="injury_grade")),
        _field("tenure", measures.length("tenure")),
        _field("worked_for", measures.length("worked_for")),
        _field("leave_days", measures.days("leave_days")),
        _field("monthly_wage", readers.number("monthly_wage", "money")),
        _field("injured_on", measures.day("injured_on")),
        _field(EMPLOYED.slot, EMPLOYED.reader),
        Field(
            LEFT_ON, measures.iso_day(LEFT_ON), optional=True, only_if=_left_in_question
        ),
    ),
    confirms=False,
)


def asked_for(turn: Turn) -> str | None:
    """Return what a message asks to be reckoned, if anything.

    A word such as 双倍 decides; without one the matter does, if figures are given.
    """
    if words.mentions(turn.text, lists()["until"]):
        name = LIMITS.get(turn.intent, "limit")
        return name if _leads(turn, name) and turn.named("date") else None
    if words.mentions(turn.text, lists()["days"]) and _is_about(turn, LEAVE):
        return LEAVE
    if not words.mentions(turn.text, lists()["figure"]):
        return None
    for name in lists()["about"]:
        if _is_about(turn, name):
            return str(name)
    default: str | None = lists()["by_intent"].get(turn.intent)
    return default if any(turn.named(each) for each in FIGURES) else None


def _is_about(turn: Turn, name: str) -> bool:
    return words.mentions(turn.text, lists()["about"][name]) and _leads(turn, name)


def _leads(turn: Turn, name: str) -> bool:
    return turn.intent in lists()["leads"][name]


def begin(work: Work, name: str) -> Events | None:
    """Tell the result if all is known, else ask; inside another form do not ask."""
    at_once = tell_at_once(work, name, offers=not work.turn.active_form)
    if at_once is not None or work.turn.active_form:
        return at_once
    return [*slots_set(_told_by(work.turn, name)), FollowupAction(FORM_NAME)]


def tell_at_once(work: Work, name: str, *, offers: bool) -> Events | None:
    """Tell the result if the message, with what was said before, has all of it."""
    facts = _told_by(work.turn, name)
    known = {**work.turn.slots, **facts}
    if FORM.next_request(known)["value"] is not None:
        return None
    told = _answer(work, known, offers=offers)
    return [*slots_set(facts), *told, *cleared(DERIVED)]


def _told_by(turn: Turn, name: str) -> dict[str, object]:
    """Read the message anew: what was known of another sum gives way."""
    facts: dict[str, object] = {CALCULATION: name, GROUND: _ground(turn.text)}
    told_before = turn.filled(MATTER) and turn.filled(CATEGORY) == turn.intent
    if not (turn.active_form or told_before):
        facts |= {MATTER: turn.text, CATEGORY: turn.intent}
    for field in FORM.fields:
        if field.slot in CALCULATIONS[name].needs:
            facts |= field.reader.spot(turn)
    hours = measures.hours(turn)
    facts[HOURS] = numerals.plain(hours) if hours else None
    return facts


def _ground(text: str) -> str | None:
    """Return how the employment ended, if that is said."""
    found = (
        ground
        for ground, phrases in lists()["grounds"].items()
        if words.mentions(text, phrases)
    )
    return next(found, None)


async def reckon(work: Work) -> Events:
    """Tell the result when everything is known, and offer what comes next."""
    turn, kept = work.turn, _kept(work.turn)
    paused = bool(turn.slots.get(PAUSED))
    offer: Events = []
    if turn.slots.get(CALCULATION):
        offer = _answer(work, turn.slots, offers=not paused)
    ended = finished(FORM, turn, work.say)
    return [*ended, *slots_set(kept), *cleared(DERIVED), *offer]


def _kept(turn: Turn) -> dict[str, object]:
    """Keep what a case would ask for again."""
    slots = (*FORM.slots, MATTER, "area", "district", "place")
    return {slot: turn.slots[slot] for slot in slots if turn.slots.get(slot)}


def _answer(work: Work, slots: Slots, *, offers: bool) -> Events:
    """Say the result and what it rests on; then what can be done with it."""
    name = str(slots[CALCULATION])
    try:
        told = CALCULATIONS[name].reckon(Facts(slots, work.turn.today))
    except InvalidInput as error:
        work.say("utter_reckoning_refused", why=error)
        return cleared(CALCULATIONS[name].needs)
    work.say(told.response, **told.fields)
    if told.cautions:
        work.say("utter_reckoning_explained", law=told.law, cautions=told.cautions)
    else:
        work.say("utter_reckoning_cited", law=told.law)
    return _offer(work, DISPUTES.get(str(slots.get(CATEGORY)))) if offers else []


def _offer(work: Work, dispute: Dispute | None) -> Events:
    if dispute is None:
        work.say("utter_lawyer_offered")
        return []
    work.say("utter_case_offered")
    return [SlotSet(OFFER, dispute.form.name)]


ACTIONS: Mapping[str, Step] = {"action_reckon": reckon}
FORMS = (FORM,)
