"""Tickets: opened from forms; one matter has one ticket."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions import following, readers, words
from actions.fields import AREA_IF_KNOWN, EMPLOYER_IF_ANY, PHONE, PHONE_IF_WANTED
from actions.forms import CONFIRMED, MATTER, Field, Form, Takes, answers, finished
from actions.ticket_choice import NUMBER
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.identity import identity
from helpdesk.models import Priority, Ticket
from helpdesk.numbers import in_groups
from helpdesk.tickets import Telling, tickets

__all__ = ["ACTIONS", "FORMS", "NUMBER", "OPENING", "PURPOSES", "open_ticket"]

COMPLAINT = "complain_service"
STORY = 14  # characters; “我要投诉你们工会的服务” has fewer

OPENING = Form(
    following.NEW_FORM,
    (
        Field(MATTER, readers.words_of(MATTER), Takes.story),
        EMPLOYER_IF_ANY,
        AREA_IF_KNOWN,
        PHONE,
    ),
)


def _story(turn: Turn) -> readers.Values:
    """Find what happened in a complaint that is told in one go."""
    is_told = turn.intent == COMPLAINT and len(turn.text) >= STORY
    known = turn.slots.get("complaint")
    return {"complaint": turn.text} if is_told and not known else readers.NOTHING


COMPLAINING = Form(
    "complain_service_form",
    (
        Field(
            "complaint",
            readers.Reader(_story, readers.words_of("complaint").take),
            Takes.story,
        ),
        Field(
            "complaint_about",
            readers.words_of("complaint_about", readers.LONGEST_LINE),
            Takes.words,
            optional=True,
        ),
        Field(
            "happened_on",
            readers.words_of("happened_on", readers.LONGEST_LINE),
            Takes.words,
            optional=True,
        ),
        PHONE_IF_WANTED,
    ),
    started_by=frozenset({COMPLAINT}),
)


async def open_ticket(
    work: Work,
    category: str,
    *,
    subject: str,
    details: Mapping[str, str],
    contact_phone: str | None = None,
    priority: Priority | None = None,
) -> Ticket:
    """Open a ticket, or add to the one that is open for the same matter.

    It is opened for this conversation, in the member's name if one is proved.
    """
    turn, conversation = work.turn, await work.conversation()
    member = await identity.member_of(work.session, conversation)
    return await tickets.take_up(
        work.session,
        Telling(
            category=category,
            subject=subject or category,
            details=details,
            conversation=conversation,
            first_message_id=_began(turn),
            message_id=turn.message_id,
            member_id=member.id if member else None,
            contact_phone=contact_phone,
            priority=priority,
        ),
    )


async def open_from_form(
    work: Work, form: Form, category: str, *, priority: Priority | None = None
) -> Ticket:
    """Open a ticket from a form's answers and tell its number."""
    details = answers(form, work.turn)
    phone = details.pop("contact_phone", None)
    ticket = await open_ticket(
        work,
        category,
        subject=work.turn.filled(MATTER),
        details=details,
        contact_phone=phone,
        priority=priority,
    )
    tell_number(work, ticket)
    return ticket


def tell_number(work: Work, ticket: Ticket) -> None:
    """Say that a ticket was opened or added to, its number and until when."""
    is_new = ticket.message_id == work.turn.message_id
    work.say(
        "utter_ticket_opened" if is_new else "utter_ticket_joined",
        number=in_groups(ticket.number),
        due=words.day(tickets.due_on(ticket)),
    )


def opens(form: Form, category: str) -> Step:
    """Make the step that opens a ticket when its form is filled."""

    async def step(work: Work) -> Events:
        if work.turn.slots.get(CONFIRMED):
            await open_from_form(work, form, category)
        return finished(form, work.turn, work.say)

    return step


async def open_offered(work: Work) -> Events:
    """Open a ticket of the category that was talked about."""
    if work.turn.slots.get(CONFIRMED):
        category = work.turn.filled("category") or COMPLAINT
        await open_from_form(work, OPENING, category)
    return [*finished(OPENING, work.turn, work.say), SlotSet("category", None)]


def _began(turn: Turn) -> str | None:
    """Return the message in which the matter was first told."""
    matter = turn.filled(MATTER)
    for event in reversed(turn.events):
        if event["event"] == "user" and event.get("text") == matter:
            found = (event.get("metadata") or {}).get("message_id")
            return str(found) if found else None
    return turn.message_id


PURPOSES = following.PURPOSES
ACTIONS: Mapping[str, Step] = {
    **following.ACTIONS,
    "action_open_ticket": open_offered,
    "action_open_complaint": opens(COMPLAINING, COMPLAINT),
}
FORMS = (OPENING, COMPLAINING, *following.FORMS)
