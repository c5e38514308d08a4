"""The conversation itself: yes and no, stopping, people, emergencies."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions import (
    assistance,
    dream_plan,
    handoff,
    knowledge,
    legal_aid,
    membership,
    readers,
    tickets,
)
from actions.forms import (
    MATTER,
    OFFER,
    PAUSED,
    cleared,
    closed,
)
from actions.guessing import ask_back, was_guessed
from actions.identity import PERSONAL, PURPOSE
from actions.nearby import tell_nearby
from actions.offers import fresh_offer, take_offer, unless_taken
from actions.tickets import NUMBER
from actions.turn import Turn
from actions.work import Events, Step, Work

STORY = 15  # characters besides names and figures; “我叫…，电话…” has fewer
MATTERS = ("report_", "apply_", "claim_", "request_cooling")
CONTACT = ("contact_name", "contact_phone")
PURPOSES: Mapping[str, Step] = {
    **assistance.PURPOSES,
    **dream_plan.PURPOSES,
    **legal_aid.PURPOSES,
    **membership.PURPOSES,
    **tickets.PURPOSES,
}


async def decline_offer(work: Work) -> Events:
    """Leave what the worker just said no to."""
    if fresh_offer(work):
        work.say("utter_offer_declined")
    elif was_guessed(work.turn):
        work.say("utter_matter_asked")
    else:
        work.say("utter_no_heard")
    return cleared((OFFER, PAUSED, MATTER, "category"))


async def stop(work: Work) -> Events:
    """Stop a form; nothing is sent, nothing personal kept, and it can be resumed."""
    left = await handoff.left_queue(work)
    if left is not None:
        return left
    form = work.turn.active_form
    if form is None:
        work.say("utter_nothing_to_stop")
        return cleared((OFFER, PAUSED))
    work.say("utter_form_stopped")
    return [
        *closed(),
        *cleared((*PERSONAL, *CONTACT)),
        SlotSet(PAUSED, form),
        SlotSet(OFFER, form),
    ]


async def say_goodbye(work: Work) -> Events:
    """Say goodbye; an open form is closed."""
    work.say("utter_goodbye")
    return [*closed(), *cleared((*PERSONAL, *CONTACT))] if work.turn.active_form else []


async def repeat(work: Work) -> Events:
    """Say the last answer again."""
    said = [event for event in work.turn.last_answer() if event.get("text")]
    if not said:
        work.say("utter_nothing_to_repeat")
    for event in said:
        work.repeat(event)
    return []


async def hear_information(work: Work) -> Events:
    """Make sense of facts that nobody asked for."""
    if work.turn.named(NUMBER):
        return await tickets.ACTIONS["action_check_ticket"](work)
    if work.turn.whereabouts and not work.turn.active_form:
        return await tell_nearby(work)
    matter = _matter_told(work.turn)
    if matter and not work.turn.active_form:
        work.say("utter_unknown_ticket_offered")
        return knowledge.offered(work.turn, matter)
    work.say("utter_information_heard")
    return []


def _matter_told(turn: Turn) -> str | None:
    """Return what a whole story is about that only looks like bare facts.

    “我在西乡的厂做了两年，三个月没发工资，电话…” is full of names and figures.
    """
    is_story = len(turn.text) * (1 - turn.named_share) >= STORY
    is_matter = turn.runner_up.startswith(MATTERS)
    return turn.runner_up if is_story and is_matter else None


async def tell_scope(work: Work) -> Events:
    """Look an unknown question up; else find out what is meant, or say who helps."""
    if readers.agreed(work.turn.text):
        work.say("utter_yes_heard")
        return []
    if await knowledge.look_up(work):
        return []
    return ask_back(work)


async def go_on(work: Work) -> Events:
    """Go on with what a proof of identity or a ticket number was asked for."""
    purpose = PURPOSES.get(work.turn.filled(PURPOSE))
    return await purpose(work) if purpose else []


ACTIONS: Mapping[str, Step] = {
    "action_take_offer": take_offer,
    "action_decline_offer": decline_offer,
    "action_stop": unless_taken(stop),
    "action_say_goodbye": say_goodbye,
    "action_repeat": repeat,
    "action_hear_information": unless_taken(hear_information),
    "action_tell_scope": unless_taken(tell_scope),
    "action_go_on": go_on,
}
