"""What a worker does with a ticket later: look, add, urge, withdraw, reopen, rate."""

from collections.abc import Awaitable, Callable, Mapping

from rasa_sdk.events import FollowupAction, SlotSet

from actions import readers, ticket_choice, words
from actions.forms import (
    CONFIRMED,
    MATTER,
    OFFER,
    Field,
    Form,
    Takes,
    cleared,
    finished,
)
from actions.identity import PURPOSE, verify_first
from actions.ticket_choice import CHOICE, NUMBER, NUMBERING
from actions.work import Events, Step, Work
from helpdesk.clock import SHENZHEN
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.identity import identity
from helpdesk.models import Audience, AuthorKind, Ticket, TicketStatus
from helpdesk.numbers import in_groups, read_digits
from helpdesk.relief import relief_requests
from helpdesk.tickets import tickets

ENOUGH = 20  # characters; shorter messages announce an addition, longer ones are it
NEW_FORM = "open_ticket_form"
NOTE, REASON, SCORE = "note", "reason", "score"
LOW = 3  # below it somebody was let down

NOTING = Form(
    "add_note_form",
    (Field(NOTE, readers.words_of(NOTE), Takes.story),),
    confirms=False,
)
WITHDRAWING = Form(
    "withdraw_ticket_form",
    (Field(REASON, readers.words_of(REASON), Takes.story, optional=True),),
    no_ends=True,
)
REOPENING = Form(
    "reopen_ticket_form",
    (Field(NUMBER, readers.ticket_number(NUMBER)),),
    no_ends=True,
)
RATING = Form(
    "rate_service_form", (Field(SCORE, readers.choice(SCORE)),), confirms=False
)

Use = Callable[[Work, Ticket], Awaitable[Events]]


def on_ticket(purpose: str, use: Use) -> Step:
    """Make the step that finds the ticket meant and does something with it."""

    async def step(work: Work) -> Events:
        conversation, number = await work.conversation(), ticket_choice.said(work)
        try:
            meant = await ticket_choice.meant(work, conversation, number)
        except NotFound:
            work.say("utter_ticket_missed", number=number)
            return cleared((NUMBER, CHOICE, PURPOSE))
        except InvalidInput:
            work.say(f"utter_{NUMBER}_unclear")
            return ticket_choice.ask_number(purpose)
        if not meant:
            work.say("utter_ticket_unknown")
            return ticket_choice.ask_number(purpose)
        if len(meant) > 1:
            return ticket_choice.ask_which(work, meant, purpose)
        ticket = await tickets.current(work.session, meant[0], conversation)
        if not await tickets.visible_to(work.session, ticket, conversation):
            return await _refuse(work, ticket, purpose)
        return [*cleared((CHOICE,)), *await use(work, ticket)]

    return step


async def _refuse(work: Work, ticket: Ticket, purpose: str) -> Events:
    """Show nothing of somebody else's ticket; who is not verified yet may become so."""
    if await identity.member_of(work.session, await work.conversation()):
        work.say("utter_ticket_not_yours")
        return cleared((NUMBER, CHOICE, PURPOSE))
    work.say("utter_ticket_locked")
    return [SlotSet(NUMBER, ticket.number), *verify_first(purpose)]


async def _show(work: Work, ticket: Ticket) -> Events:
    """Tell where it is, what happened last, and until when it is answered."""
    due = tickets.due_on(ticket)
    work.say(
        f"utter_ticket_{ticket.status}",
        number=in_groups(ticket.number),
        subject=ticket.subject,
        day=words.day(ticket.created_at.astimezone(SHENZHEN).date()),
        due=words.day(due),
    )
    await _tell_news(work, ticket)
    waits_for_us = ticket.status in (TicketStatus.new, TicketStatus.open)
    if waits_for_us and work.turn.today > due:
        work.say("utter_ticket_overdue", due=words.day(due))
    return cleared((NUMBER, PURPOSE))


async def _tell_news(work: Work, ticket: Ticket) -> None:
    """Tell what an officer wrote last, and where a visit that was asked for is."""
    timeline = await tickets.timeline(work.session, ticket)
    written = [
        event
        for event in timeline
        if event.author is AuthorKind.officer
        and event.text
        and event.audience is Audience.worker
    ]
    if written:
        day = words.day(written[-1].created_at.astimezone(SHENZHEN).date())
        work.say("utter_ticket_news_told", day=day, text=written[-1].text)
    visit = await relief_requests.of_ticket(work.session, ticket)
    if visit is not None:
        found = await relief_requests.progress(work.session, visit)
        work.say("utter_visit_progress_told", told=found.told)


async def _note(work: Work, ticket: Ticket) -> Events:
    text = work.turn.filled(NOTE) or _told(work)
    if not text:
        return [SlotSet(NUMBER, ticket.number), FollowupAction(NOTING.name)]
    if ticket.status.is_settled:
        return [SlotSet(NOTE, text), *_ask_reopening(work, ticket)]
    await tickets.add_note(work.session, ticket, text, by=AuthorKind.member)
    work.say("utter_note_added", number=in_groups(ticket.number))
    return [*finished(NOTING, work.turn, work.say), *cleared((NUMBER, PURPOSE))]


def _told(work: Work) -> str:
    """Return the message if it is the addition itself and not its announcement."""
    turn = work.turn
    names_facts = any(entity.name != NUMBER for entity in turn.entities)
    is_news = turn.intent == "add_ticket_info" and not words.asks(turn.text)
    return turn.text if is_news and (names_facts or len(turn.text) >= ENOUGH) else ""


async def _urge(work: Work, ticket: Ticket) -> Events:
    if ticket.status.is_settled:
        return _ask_reopening(work, ticket)
    counted = await tickets.urge(work.session, ticket)
    work.say(
        "utter_ticket_urged" if counted else "utter_ticket_urged_today",
        number=in_groups(ticket.number),
        due=words.day(tickets.due_on(ticket)),
    )
    return cleared((NUMBER, PURPOSE))


async def _ask_withdrawal(work: Work, ticket: Ticket) -> Events:
    if ticket.status is TicketStatus.withdrawn:
        return _ask_reopening(work, ticket)
    if ticket.status.is_settled:
        return await _show(work, ticket)
    return [
        SlotSet(NUMBER, in_groups(ticket.number)),
        SlotSet(REASON, work.turn.text),
        FollowupAction(WITHDRAWING.name),
    ]


async def _withdraw(work: Work, ticket: Ticket) -> Events:
    if work.turn.slots.get(CONFIRMED):
        await tickets.withdraw(work.session, ticket, work.turn.filled(REASON))
        work.say("utter_ticket_withdrawn_now", number=in_groups(ticket.number))
    else:
        work.say("utter_ticket_kept")
    return [*finished(WITHDRAWING, work.turn, work.say), *cleared((NUMBER, PURPOSE))]


def _ask_reopening(work: Work, ticket: Ticket) -> Events:
    """Ask whether a settled matter goes on; of a closed one open another."""
    if ticket.status is TicketStatus.closed:
        return _offer_new(work, ticket)
    number = in_groups(ticket.number)
    return [SlotSet(NUMBER, number), FollowupAction(REOPENING.name)]


def _offer_new(work: Work, ticket: Ticket) -> Events:
    """Offer another ticket in place of one that can not be reopened."""
    work.say("utter_new_ticket_offered")
    facts = {MATTER: work.turn.filled(NOTE) or work.turn.text, OFFER: NEW_FORM}
    known = [SlotSet(slot, value) for slot, value in facts.items()]
    return [
        *cleared((NUMBER, NOTE, PURPOSE)),
        *known,
        SlotSet("category", ticket.category),
    ]


async def _reopen(work: Work, ticket: Ticket) -> Events:
    """Take the matter up again, and add what was to be added to it."""
    note, done = work.turn.filled(NOTE), finished(REOPENING, work.turn, work.say)
    if not work.turn.slots.get(CONFIRMED):
        work.say("utter_ticket_left")
        return [*done, *cleared((NOTE, PURPOSE))]
    try:
        await tickets.reopen(work.session, ticket, note or work.turn.text)
    except Conflict:
        return [*done, *_offer_new(work, ticket)]
    work.say(
        "utter_ticket_reopened",
        number=in_groups(ticket.number),
        due=words.day(tickets.due_on(ticket)),
    )
    return [*done, *cleared((NOTE, PURPOSE))]


async def rate(work: Work) -> Events:
    """Keep a score for the matter named, else for the newest, a settled one first."""
    owned = await tickets.list_of(work.session, await work.conversation())
    if named := work.turn.named(NUMBER):
        owned = [each for each in owned if each.number == read_digits(named.value)]
    settled = [ticket for ticket in owned if ticket.status.is_settled]
    if not owned:
        work.say("utter_rating_without_ticket")
        return cleared(RATING.slots)
    score = work.turn.filled(SCORE) or words.one_of(work.turn.text, SCORE)
    if not score:
        return [FollowupAction(RATING.name)]
    ticket = (settled or owned)[0]
    await tickets.rate(work.session, ticket, int(score), work.turn.text)
    work.say("utter_low_rating_kept" if int(score) < LOW else "utter_rating_kept")
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
    "action_reopen_ticket": on_ticket("action_reopen_ticket", _reopen),
    "action_rate_service": rate,
}
FORMS = (NUMBERING, ticket_choice.CHOOSING, NOTING, WITHDRAWING, REOPENING, RATING)
