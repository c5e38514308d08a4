"""The conversation itself: yes and no, stopping, people, emergencies."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions import knowledge, legal_aid, membership, readers, tickets, words
from actions.forms import (
    MATTER,
    OFFER,
    PAUSED,
    Field,
    Form,
    Takes,
    answers,
    cleared,
    closed,
    finished,
)
from actions.identity import PERSONAL, PURPOSE
from actions.offers import fresh_offer, take_offer, unless_taken
from actions.tickets import NUMBER, open_ticket, tell_number
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.conversations import conversations
from helpdesk.models import AuthorKind
from helpdesk.tickets import tickets as desk

URGENT = "urgent_ticket"
STORY = 15  # characters besides names and figures; “我叫…，电话…” has fewer
MATTERS = ("report_", "apply_", "claim_", "request_cooling")
CONTACT = ("contact_name", "contact_phone")
PURPOSES: Mapping[str, Step] = {
    **membership.PURPOSES,
    **tickets.PURPOSES,
    **legal_aid.PURPOSES,
}

CALLING_BACK = Form(
    "call_back_form",
    (Field("contact_phone", readers.contact_phone("contact_phone"), optional=True),),
    started_by=frozenset({"request_human"}),
    confirms=False,
)
EMERGENCY = Form(
    "give_urgent_details_form",
    (
        Field("area", readers.area(), Takes.words, optional=True),
        Field("contact_phone", readers.contact_phone("contact_phone"), optional=True),
    ),
    confirms=False,
)


async def decline_offer(work: Work) -> Events:
    """Leave what the worker just said no to."""
    work.say("utter_no_heard" if fresh_offer(work) is None else "utter_offer_declined")
    return cleared((OFFER, PAUSED, MATTER, "category"))


async def stop(work: Work) -> Events:
    """Stop a form; nothing is sent, nothing personal kept, and it can be resumed."""
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
    is_matter = (turn.runner_up or "").startswith(MATTERS)
    return turn.runner_up if is_story and is_matter else None


async def tell_scope(work: Work) -> Events:
    """Say who helps instead."""
    work.say("utter_scope_told")
    return []


async def queue_officer(work: Work) -> Events:
    """Put the worker into the officers' queue."""
    await conversations.queue_for_officer(
        work.session, await work.conversation(), reason=work.turn.text
    )
    work.say("utter_officer_queued")
    return [SlotSet(MATTER, work.turn.text)]


async def open_call_back(work: Work) -> Events:
    """Open a ticket so that a call-back is not forgotten."""
    phone = answers(CALLING_BACK, work.turn).get("contact_phone")
    ticket = await open_ticket(
        work,
        "request_human",
        subject=work.turn.filled(MATTER),
        details={},
        contact_phone=phone,
    )
    tell_number(work, ticket)
    return finished(CALLING_BACK, work.turn, work.say)


async def open_urgent(work: Work) -> Events:
    """Open an urgent ticket at once; more about the same matter is added to it."""
    turn = work.turn
    conversation = await work.conversation()
    known = turn.filled(URGENT)
    if turn.filled("category") == turn.intent and known:
        ticket = await desk.by_number(work.session, known)
        await desk.add_note(work.session, ticket, turn.text, by=AuthorKind.member)
    else:
        ticket = await open_ticket(
            work, turn.intent, subject=turn.text, details={MATTER: turn.text}
        )
    await conversations.queue_for_officer(work.session, conversation, reason=turn.text)
    work.say("utter_urgent_ticket_opened", number=words.number_in_groups(ticket.number))
    facts = [SlotSet(URGENT, ticket.number), SlotSet("category", turn.intent)]
    return [*cleared(EMERGENCY.slots), *facts]


async def add_urgent_details(work: Work) -> Events:
    """Add place and phone to the urgent ticket."""
    details = answers(EMERGENCY, work.turn)
    if details:
        ticket = await desk.by_number(work.session, work.turn.filled(URGENT))
        note = " ".join(details.values())
        await desk.add_note(work.session, ticket, note, by=AuthorKind.member)
    work.say("utter_urgent_details_added" if details else "utter_urgent_details_missed")
    return finished(EMERGENCY, work.turn, work.say)


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
    "action_queue_officer": queue_officer,
    "action_open_call_back": open_call_back,
    "action_open_urgent": open_urgent,
    "action_add_urgent_details": add_urgent_details,
    "action_go_on": go_on,
}
FORMS = (CALLING_BACK, EMERGENCY)
