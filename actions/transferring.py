"""Moving a membership to the union of a new employer, or out of the city."""

from collections.abc import Mapping

from rasa_sdk.events import EventType

from actions import words
from actions.fields import AREA, EMPLOYER_IF_ANY
from actions.forms import CONFIRMED, Form, finished, slots_set
from actions.identity import is_proved, verify_first
from actions.joining import worksite
from actions.persons import acting, is_for_another, person, request_key
from actions.starting import asks_how, explain_and_offer, rests, starts, told
from actions.tickets import open_from_form
from actions.work import Events, Step, Work
from helpdesk.errors import Conflict
from helpdesk.members.transfers import transfers
from helpdesk.models import Member, MemberStatus, Transfer

BEGIN = "action_begin_transfer"

TRANSFERRING = Form(
    "transfer_membership_form",
    (
        EMPLOYER_IF_ANY,
        AREA,
    ),
    started_by=frozenset({"transfer_membership"}),
)


async def begin(work: Work) -> Events:
    """Tell how to move, or begin in the name of a proved member."""
    turn = work.turn
    facts = told(turn, TRANSFERRING)
    if asks_how(turn):
        return await explain_and_offer(work, BEGIN, facts)
    if await is_for_another(work):
        return rests(work, [])
    if words.mentions(turn.text, words.words()["into_city"]):
        return await explain_and_offer(
            work, "open_ticket_form", {**facts, "category": "transfer_membership"}
        )
    if not await is_proved(work, "transfer_membership"):
        return [*slots_set(facts), *verify_first(BEGIN, "transfer_membership")]
    member = await person(work)
    if member is None or not await _can_move(work, member):
        return rests(work, [])
    return starts(TRANSFERRING, facts)


async def submit(work: Work) -> Events:
    """Ask for the transfer and open the ticket that goes with it."""
    if not work.turn.slots.get(CONFIRMED):
        return _done(work)
    if not await is_proved(work, "transfer_membership"):
        return verify_first(BEGIN, "transfer_membership")
    member = await person(work)
    transfer = await _request(work, member) if member else None
    if transfer is not None:
        progress = await transfers.progress(work.session, transfer)
        work.say("utter_transfer_told", progress=progress)
        await open_from_form(work, TRANSFERRING, "transfer_membership")
    return _done(work)


async def _request(work: Work, member: Member) -> Transfer | None:
    """Ask for the move; one that can not be is explained."""
    area, by = work.turn.filled("area"), acting(member)
    key = request_key(work.turn)
    try:
        if words.mentions(area, words.words()["other_cities"]):
            return await transfers.request_out(
                work.session, member.id, area, by=by, request_key=key
            )
        site = worksite(work.turn, TRANSFERRING)
        return await transfers.request(
            work.session, member.id, site, by=by, request_key=key
        )
    except Conflict:
        work.say("utter_transfer_needless")
        return None


async def _can_move(work: Work, member: Member) -> bool:
    """Tell who is on the way already, or in no union, what holds instead."""
    if member.status is MemberStatus.active:
        return True
    found = await transfers.latest_of(work.session, member.id)
    if found is not None and not found.status.is_settled:
        progress = await transfers.progress(work.session, found)
        work.say("utter_transfer_told", progress=progress)
    elif member.status is MemberStatus.transferring:
        work.say("utter_transfer_under_way")
    else:
        work.say("utter_not_in_union")
    return False


def _done(work: Work) -> list[EventType]:
    return finished(TRANSFERRING, work.turn, work.say)


ACTIONS: Mapping[str, Step] = {BEGIN: begin, "action_request_transfer": submit}
PURPOSES: Mapping[str, Step] = {BEGIN: begin}
FORMS = (TRANSFERRING,)
