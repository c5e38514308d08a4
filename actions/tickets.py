"""Tickets: opening them from forms, and everything a worker does with one later."""

from collections.abc import Awaitable, Callable, Mapping

from rasa_sdk.events import FollowupAction, SlotSet

from actions import readers, words
from actions.forms import (
    CONFIRMED,
    MATTER,
    Field,
    Form,
    Takes,
    answers,
    cleared,
    finished,
)
from actions.identity import PURPOSE, verify_first
from actions.work import Events, Step, Work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.identity import identity
from helpdesk.models import AuthorKind, Conversation, Priority, Ticket
from helpdesk.tickets import tickets

NUMBER = "ticket_number"
ENOUGH = 20  # characters; shorter messages announce an addition, longer ones are it

# What cannot wait for its turn in the officers' queue.
PRIORITIES: Mapping[str, Priority] = {
    "express_crisis": Priority.urgent,
    "report_heatstroke": Priority.urgent,
    "report_collective_dispute": Priority.urgent,
    "report_heat_hazard": Priority.high,
    "report_union_obstruction": Priority.high,
}

OPENING = Form(
    "open_ticket_form",
    (
        Field(MATTER, readers.words_of(MATTER), Takes.story),
        Field(
            "employer",
            readers.entity("employer", "employer"),
            Takes.words,
            optional=True,
        ),
        Field("area", readers.area(), Takes.words, optional=True),
        Field("contact_phone", readers.contact_phone("contact_phone")),
    ),
)
NUMBERING = Form(
    "give_ticket_number_form",
    (Field(NUMBER, readers.ticket_number(NUMBER)),),
    confirms=False,
)
NOTING = Form(
    "add_note_form",
    (Field("note", readers.words_of("note"), Takes.story),),
    confirms=False,
)
WITHDRAWING = Form(
    "withdraw_ticket_form",
    (Field("reason", readers.words_of("reason"), Takes.story, optional=True),),
    no_ends=True,
)
RATING = Form(
    "rate_service_form", (Field("score", readers.choice("score")),), confirms=False
)

Use = Callable[[Work, Ticket], Awaitable[Events]]


async def open_ticket(
    work: Work,
    category: str,
    *,
    subject: str,
    details: Mapping[str, str],
    contact_phone: str | None = None,
    priority: Priority | None = None,
) -> Ticket:
    """Open a ticket for this conversation, in the member's name if one is proved."""
    conversation = await work.conversation()
    member = await identity.member_of(work.session, conversation)
    return await tickets.open(
        work.session,
        category=category,
        subject=subject or category,
        details=details,
        conversation=conversation,
        message_id=work.turn.message_id,
        member_id=member.id if member else None,
        contact_phone=contact_phone,
        priority=priority or PRIORITIES.get(category, Priority.normal),
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
    """Say that a ticket was opened, its number in groups."""
    work.say("utter_ticket_opened", number=words.number_in_groups(ticket.number))


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
        category = work.turn.filled("category") or "complain_service"
        await open_from_form(work, OPENING, category)
    return [*finished(OPENING, work.turn, work.say), SlotSet("category", None)]


def on_ticket(purpose: str, use: Use) -> Step:
    """Make the step that finds the ticket meant and does something with it."""

    async def step(work: Work) -> Events:
        conversation, number = await work.conversation(), said_number(work)
        try:
            ticket = await _meant(work, conversation, number)
        except NotFound:
            work.say("utter_ticket_missed", number=number)
            return cleared((NUMBER, PURPOSE))
        except InvalidInput:
            work.say(f"utter_{NUMBER}_unclear")
            return _ask_number(purpose)
        if ticket is None:
            work.say("utter_ticket_unknown")
            return _ask_number(purpose)
        if not await tickets.visible_to(work.session, ticket, conversation):
            return await _refuse(work, ticket, purpose)
        return await use(work, ticket)

    return step


def said_number(work: Work) -> str:
    """Return the ticket number in the message, else the one given before."""
    named = work.turn.named(NUMBER)
    return named.value if named else work.turn.filled(NUMBER)


async def _meant(work: Work, conversation: Conversation, number: str) -> Ticket | None:
    if number:
        return await tickets.by_number(work.session, number)
    return await tickets.latest_of(work.session, conversation)


async def _refuse(work: Work, ticket: Ticket, purpose: str) -> Events:
    """Show nothing of somebody else's ticket; who is not verified yet may become so."""
    if await identity.member_of(work.session, await work.conversation()):
        work.say("utter_ticket_not_yours")
        return cleared((NUMBER, PURPOSE))
    work.say("utter_ticket_locked")
    return [SlotSet(NUMBER, ticket.number), *verify_first(purpose)]


def _ask_number(purpose: str) -> Events:
    return [
        SlotSet(NUMBER, None),
        SlotSet(PURPOSE, purpose),
        FollowupAction(NUMBERING.name),
    ]


async def _show(work: Work, ticket: Ticket) -> Events:
    work.say(
        f"utter_ticket_{ticket.status}",
        number=words.number_in_groups(ticket.number),
        subject=ticket.subject,
        day=words.day(ticket.created_at.date()),
    )
    return cleared((NUMBER, PURPOSE))


async def _note(work: Work, ticket: Ticket) -> Events:
    text = work.turn.filled("note") or _told(work)
    if not text:
        return [SlotSet(NUMBER, ticket.number), FollowupAction(NOTING.name)]
    await tickets.add_note(work.session, ticket, text, by=AuthorKind.member)
    work.say("utter_note_added", number=words.number_in_groups(ticket.number))
    return [*finished(NOTING, work.turn, work.say), *cleared((NUMBER, PURPOSE))]


def _told(work: Work) -> str:
    """Return the message if it is the addition itself and not its announcement."""
    turn = work.turn
    names_facts = any(entity.name != NUMBER for entity in turn.entities)
    is_news = turn.intent == "add_ticket_info" and not words.asks(turn.text)
    return turn.text if is_news and (names_facts or len(turn.text) >= ENOUGH) else ""


async def _urge(work: Work, ticket: Ticket) -> Events:
    await tickets.urge(work.session, ticket)
    work.say("utter_ticket_urged", number=words.number_in_groups(ticket.number))
    return cleared((NUMBER, PURPOSE))


async def _ask_withdrawal(work: Work, ticket: Ticket) -> Events:
    return [
        SlotSet(NUMBER, words.number_in_groups(ticket.number)),
        SlotSet("reason", work.turn.text),
        FollowupAction(WITHDRAWING.name),
    ]


async def _withdraw(work: Work, ticket: Ticket) -> Events:
    if work.turn.slots.get(CONFIRMED):
        await tickets.withdraw(work.session, ticket, work.turn.filled("reason"))
        work.say("utter_ticket_withdrawn_now")
    else:
        work.say("utter_ticket_kept")
    return [*finished(WITHDRAWING, work.turn, work.say), *cleared((NUMBER, PURPOSE))]


async def rate(work: Work) -> Events:
    """Keep a worker's score for the newest matter."""
    ticket = await tickets.latest_of(work.session, await work.conversation())
    if ticket is None:
        work.say("utter_rating_without_ticket")
        return cleared(RATING.slots)
    score = work.turn.filled("score") or words.one_of(work.turn.text, "score")
    if not score:
        return [FollowupAction(RATING.name)]
    await tickets.rate(work.session, ticket, int(score), work.turn.text)
    work.say("utter_low_rating_kept" if int(score) < 3 else "utter_rating_kept")
    return finished(RATING, work.turn, work.say)


PURPOSES: Mapping[str, Step] = {
    "action_check_ticket": on_ticket("action_check_ticket", _show),
    "action_add_ticket_info": on_ticket("action_add_ticket_info", _note),
    "action_urge_ticket": on_ticket("action_urge_ticket", _urge),
    "action_ask_withdrawal": on_ticket("action_ask_withdrawal", _ask_withdrawal),
}
ACTIONS: Mapping[str, Step] = {
    **PURPOSES,
    "action_withdraw_ticket": on_ticket("action_ask_withdrawal", _withdraw),
    "action_open_ticket": open_offered,
    "action_rate_service": rate,
}
FORMS = (OPENING, NUMBERING, NOTING, WITHDRAWING, RATING)
