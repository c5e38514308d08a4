"""Which ticket is meant: by its number, the only one, or one of several."""

from collections.abc import Sequence

from rasa_sdk.events import FollowupAction, SlotSet

from actions import readers, words
from actions.forms import Field, Form, Takes
from actions.identity import PURPOSE
from actions.readers import NOTHING, Reader, Values
from actions.turn import Turn
from actions.work import Events, Work
from helpdesk.clock import SHENZHEN
from helpdesk.models import Conversation, Ticket, TicketStatus
from helpdesk.tickets import tickets

NUMBER = "ticket_number"
CHOICE = "ticket_choice"
LISTED = 5  # more nobody reads on a phone
SUBJECT = 24  # characters of a subject in the list

NUMBERING = Form(
    "give_ticket_number_form",
    (Field(NUMBER, readers.ticket_number(NUMBER)),),
    confirms=False,
)


def _any_words() -> Reader:
    """Take whatever is said; what it does not choose is asked again with the list."""

    def take(turn: Turn) -> Values:
        text = turn.text.strip()
        return {CHOICE: text} if any(char.isalnum() for char in text) else NOTHING

    return Reader(readers.nothing, take)


CHOOSING = Form(
    "choose_ticket_form",
    (Field(CHOICE, _any_words(), Takes.words),),
    confirms=False,
)


def said(work: Work) -> str:
    """Return the ticket number in the message, else the one given before."""
    named = work.turn.named(NUMBER)
    return named.value if named else work.turn.filled(NUMBER)


async def meant(
    work: Work, conversation: Conversation, number: str
) -> Sequence[Ticket]:
    """Return the ticket of a number, else those that may be meant, newest first."""
    if number:
        return [await tickets.by_number(work.session, number)]
    owned = await tickets.list_of(work.session, conversation)
    if words.mentions(work.turn.text, words.words()["undo"]):
        withdrawn = [t for t in owned if t.status is TicketStatus.withdrawn]
        return withdrawn[:1] or owned[:1]
    unsettled = [ticket for ticket in owned if not ticket.status.is_settled]
    among = unsettled[:LISTED] or owned[:1]
    return among if len(among) < 2 else _narrowed(work, among)


def ask_number(purpose: str) -> Events:
    """Ask for a number, and go on with the purpose when it is there."""
    return [
        SlotSet(NUMBER, None),
        SlotSet(PURPOSE, purpose),
        FollowupAction(NUMBERING.name),
    ]


def ask_which(work: Work, among: Sequence[Ticket], purpose: str) -> Events:
    """List a worker's tickets and ask which one is meant."""
    if work.turn.filled(CHOICE):
        work.say(f"utter_{CHOICE}_unclear")
    shown = words.words()["shown"]
    line = shown["ticket_spoken" if work.turn.spoken else "ticket"]
    told = [
        line.format(
            n=n,
            nth=shown["nth"][n - 1],
            day=words.day(ticket.created_at.astimezone(SHENZHEN).date()),
            subject=ticket.subject[:SUBJECT],
        )
        for n, ticket in enumerate(among, start=1)
    ]
    joint = "" if work.turn.spoken else "\n"
    work.say("utter_tickets_listed", count=len(among), list=joint.join(told))
    return [
        SlotSet(CHOICE, None),
        SlotSet(PURPOSE, purpose),
        FollowupAction(CHOOSING.name),
    ]


def _narrowed(work: Work, among: Sequence[Ticket]) -> Sequence[Ticket]:
    """Keep what the choice, or else the message, speaks of; all if it says nothing."""
    choice = work.turn.filled(CHOICE)
    place = words.one_of(choice, "nth") if choice else None
    if place is not None and int(place) <= len(among):
        return [among[int(place) - 1]]
    text = choice or work.turn.text
    spoken_of = [ticket for ticket in among if _speaks_of(text, ticket)]
    return spoken_of if len(spoken_of) == 1 else among


def _speaks_of(text: str, ticket: Ticket) -> bool:
    phrases = words.words()["matters"].get(ticket.category, ())
    employer = ticket.details.get("employer")
    return words.mentions(text, phrases) or bool(employer and employer in text)
