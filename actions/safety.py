"""Danger: the words that save first, then an urgent ticket, then a few questions."""

from collections.abc import Mapping

from rasa_sdk.events import FollowupAction, SlotSet

from actions import handoff, knowledge, readers, words
from actions.fields import AREA_IF_KNOWN, PHONE_IF_WANTED
from actions.forms import (
    DERIVED,
    OFFER,
    PAUSED,
    Field,
    Form,
    Slots,
    Takes,
    answers,
    cleared,
)
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.alarms import alarms
from helpdesk.conversations import desk
from helpdesk.numbers import in_groups
from helpdesk.risk import Danger, DangerKind, danger, known, of_intent
from helpdesk.tickets import tickets

URGENT = "urgent_ticket"
CATEGORY = "category"
PEOPLE = "headcount"
HELP: Mapping[DangerKind, str] = {
    DangerKind.self_harm: "utter_crisis_help_told",
    DangerKind.threat: "utter_threat_help_told",
    DangerKind.violence: "utter_violence_help_told",
    DangerKind.heatstroke: "utter_heatstroke_help_told",
    DangerKind.collective: "utter_collective_help_told",
}
# These intents also take questions and what is over: 中暑算工伤吗, 去年罢工.
ALSO_ASKED = frozenset({DangerKind.heatstroke})
ASKED_ONLY = frozenset({DangerKind.collective})


def _is_collective(slots: Slots) -> bool:
    return slots.get(CATEGORY) == known(DangerKind.collective).intent


EMERGENCY = Form(
    "give_urgent_details_form",
    (
        AREA_IF_KNOWN,
        Field(
            PEOPLE,
            readers.number(PEOPLE, "headcount"),
            Takes.words,
            optional=True,
            only_if=_is_collective,
        ),
        PHONE_IF_WANTED,
    ),
    confirms=False,
)


async def tell_help(work: Work) -> Events:
    """Say what saves; nothing is written, so nothing can keep these words back.

    Who asks what the law says of it, or tells of something that is over, is advised.
    """
    found = _danger(work.turn)
    if found is None:
        return await knowledge.advise(work)
    is_others = found.is_others and found.kind is DangerKind.self_harm
    work.say("utter_crisis_of_other_told" if is_others else HELP[found.kind])
    return []


async def open_urgent(work: Work) -> Events:
    """Raise the alarm at once; more about the same danger is added to it."""
    turn, found = work.turn, _danger(work.turn)
    if found is None:
        return []
    employer = turn.named("employer")
    alarm = await alarms.ring(
        work.session,
        await work.conversation(),
        found,
        words=turn.text,
        message_id=turn.message_id,
        employer=employer.text if employer else None,
    )
    number = in_groups(alarm.ticket.number)
    facts = [
        SlotSet(URGENT, alarm.ticket.number),
        SlotSet(CATEGORY, found.intent),
    ]
    if not alarm.is_new:
        work.say("utter_urgent_ticket_added", number=number)
        return facts
    work.say("utter_urgent_ticket_opened", number=number)
    if not desk().is_open:
        work.say("utter_urgent_officers_away", until=handoff.moment(desk().changes_at))
    return [
        *cleared(EMERGENCY.slots),
        *facts,
        FollowupAction(EMERGENCY.name),
    ]


async def add_urgent_details(work: Work) -> Events:
    """Add what was told to the urgent ticket; what was left for it stays parked."""
    turn, details = work.turn, answers(EMERGENCY, work.turn)
    if details:
        ticket = await tickets.by_number(work.session, turn.filled(URGENT))
        kind = of_intent(ticket.category) or DangerKind.self_harm
        people = details.get(PEOPLE, "")
        await alarms.tell_more(
            work.session,
            ticket,
            known(kind),
            words=" ".join(details.values()),
            people=int(people) if people.isdigit() and int(people) > 0 else None,
        )
    work.say("utter_urgent_details_added" if details else "utter_urgent_details_missed")
    return [*cleared((*EMERGENCY.slots, *DERIVED)), *_parked(work)]


def _parked(work: Work) -> Events:
    """Name the form that was left, without asking to go on with it."""
    parked = work.turn.slots.get(PAUSED)
    if not parked or parked == EMERGENCY.name:
        return cleared((PAUSED,))
    work.say("utter_matter_parked")
    return [SlotSet(OFFER, parked)]


def _danger(turn: Turn) -> Danger | None:
    """Return the danger that the words tell of, else what the intent stands for."""
    found = danger(turn.text)
    if found is not None:
        return found
    kind = of_intent(turn.intent) or DangerKind.self_harm
    is_asked = kind in ASKED_ONLY and words.asks(turn.text)
    return None if kind in ALSO_ASKED or is_asked else known(kind)


ACTIONS: Mapping[str, Step] = {
    "action_tell_help": tell_help,
    "action_open_urgent": open_urgent,
    "action_add_urgent_details": add_urgent_details,
}
FORMS = (EMERGENCY,)
