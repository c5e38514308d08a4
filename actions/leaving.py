"""Leaving the union: what it costs is told first, and it can be taken back."""

from collections.abc import Mapping

from actions import readers
from actions.forms import CONFIRMED, Field, Form, Takes, finished, slots_set
from actions.identity import is_proved, verify_first
from actions.joining import IN_UNION
from actions.persons import is_for_another, person
from actions.starting import asks_how, explain_and_offer, rests, starts, told
from actions.tickets import open_from_form
from actions.work import Events, Step, Work

BEGIN = "action_begin_leaving"

LEAVING = Form(
    "leave_union_form",
    (Field("reason", readers.words_of("reason"), Takes.story, optional=True),),
    started_by=frozenset({"leave_union"}),
    no_ends=True,
)


async def begin(work: Work) -> Events:
    """Tell what leaving means; a proved member is then asked whether to."""
    facts = told(work.turn, LEAVING)
    if asks_how(work.turn):
        return await explain_and_offer(work, BEGIN, facts)
    if await is_for_another(work):
        return rests(work, [])
    if not await is_proved(work, "leave_union"):
        return [*slots_set(facts), *verify_first(BEGIN, "leave_union")]
    member = await person(work)
    if member is None or member.status not in IN_UNION:
        work.say("utter_not_in_union")
        return rests(work, [])
    work.say("utter_leaving_explained")
    return starts(LEAVING, facts)


async def submit(work: Work) -> Events:
    """Hand the wish to the union; until it acts the member may change the mind."""
    if not work.turn.slots.get(CONFIRMED):
        work.say("utter_membership_kept")
        return finished(LEAVING, work.turn, work.say)
    if not await is_proved(work, "leave_union"):
        return verify_first(BEGIN, "leave_union")
    await open_from_form(work, LEAVING, "leave_union")
    work.say("utter_leaving_revocable")
    return finished(LEAVING, work.turn, work.say)


ACTIONS: Mapping[str, Step] = {BEGIN: begin, "action_open_leaving": submit}
PURPOSES: Mapping[str, Step] = {BEGIN: begin}
FORMS = (LEAVING,)
