"""Applying for the Dream Plan, and where an application is."""

from collections.abc import Mapping
from itertools import takewhile

from rasa_sdk.events import SlotSet

from actions import readers, words
from actions.fields import NAME, PHONE
from actions.forms import CONFIRMED, OFFER, Field, Form, finished, slots_set
from actions.identity import PURPOSE, is_proved, verify_first
from actions.persons import is_for_another, person
from actions.readers import NOTHING, Reader, Values
from actions.starting import asks_how, explain_and_offer, rests, starts, told
from actions.tickets import opens
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk import clock
from helpdesk.dream_plan import (
    Outcome,
    Plan,
    dream_applications,
    dream_cohorts,
    dream_plan,
    tell_apart,
)
from helpdesk.errors import Conflict, NotFound
from helpdesk.knowledge import knowledge
from helpdesk.models import DreamApplication, DreamLevel, DreamStatus, Member
from helpdesk.steps import steps

BEGIN, CHECK = "action_begin_dream_application", "action_check_dream_application"
EDUCATION = "education"
OTHERS = frozenset({Plan.league, Plan.elsewhere})
EXPLAINED = frozenset({DreamStatus.returned, DreamStatus.rejected})

CHOICE = readers.choice(EDUCATION, "education_level")


def _schooling(turn: Turn) -> Values:
    """Find what somebody has learnt, not what is wished for: “我想读大专”."""
    aims = words.mentions(turn.text, words.words()["study_aim"])
    return NOTHING if aims else CHOICE.spot(turn)


SCHOOLING = Reader(_schooling, CHOICE.take)
APPLYING = Form(
    "apply_dream_form",
    (Field(EDUCATION, SCHOOLING),),
    started_by=frozenset({"apply_dream_plan"}),
)
INTEREST = Form(
    "dream_interest_form",
    (
        NAME,
        Field(EDUCATION, SCHOOLING, optional=True),
        PHONE,
    ),
    started_by=frozenset({"apply_dream_plan"}),
)


def means_another_plan(work: Work) -> bool:
    """Tell who means the Youth League's or another city's plan where to ask."""
    found = tell_apart(work.turn.text)
    if found.plan in OTHERS:
        work.say("utter_other_dream_plan_told", why=found.why)
    return found.plan in OTHERS


async def begin(work: Work) -> Events:
    """Tell how to apply; in the days of applying begin, else offer to be told."""
    turn = work.turn
    if means_another_plan(work):
        return rests(work, [])
    facts = told(turn, APPLYING, INTEREST)
    if asks_how(turn):
        return await explain_and_offer(work, BEGIN, facts, "utter_dream_help_offered")
    window = await dream_cohorts.window_today(work.session)
    if window.outcome is not Outcome.met:
        return _offer_interest(work, facts, window.why)
    if not await is_proved(work, "check_dream_application"):
        return [*slots_set(facts), *verify_first(BEGIN, "check_dream_application")]
    await _tell_documents(work)
    return starts(APPLYING, facts)


def _offer_interest(work: Work, facts: Mapping[str, object], why: str) -> Events:
    """Say why nothing can be handed in today, and offer to be told when it can."""
    work.say("utter_dream_window_told", why=why)
    if work.turn.active_form:
        return []
    work.say("utter_dream_interest_offered")
    return rests(work, [*slots_set(facts), SlotSet(OFFER, INTEREST.name)])


async def _tell_documents(work: Work) -> None:
    try:
        found = await knowledge.answer(
            work.session, intent="ask_dream_documents", spoken=work.turn.spoken
        )
    except NotFound:
        return
    work.say("utter_dream_documents_told", documents=found.text)


async def submit(work: Work) -> Events:
    """Hand the application in, for the level that follows on the schooling."""
    turn = work.turn
    if not turn.slots.get(CONFIRMED):
        return finished(APPLYING, turn, work.say)
    if not await is_proved(work, "check_dream_application"):
        return verify_first(BEGIN, "check_dream_application")
    member = await person(work)
    if member is None:
        return finished(APPLYING, turn, work.say)
    found = await dream_plan.check(
        work.session,
        member=member,
        education=turn.slots.get(EDUCATION),
        employed_in_shenzhen=None,
    )
    if found.study is None:
        work.say("utter_dream_level_missing")
        return [*finished(APPLYING, turn, work.say), SlotSet(OFFER, INTEREST.name)]
    await _hand_in(work, member, found.study)
    return finished(APPLYING, turn, work.say)


async def _hand_in(work: Work, member: Member, level: DreamLevel) -> None:
    """Hand it in; whoever has applied for another level already hears of that."""
    try:
        application = await dream_applications.begin(
            work.session,
            member_id=member.id,
            year=clock.today().year,
            level=level,
            education=work.turn.filled(EDUCATION),
        )
        if application.status is DreamStatus.draft:
            await dream_applications.submit(work.session, application)
    except Conflict:
        work.say("utter_dream_applied_already")
        return
    except NotFound:
        work.say("utter_dream_level_missing")
        return
    await _tell(work, application)


async def check(work: Work) -> Events:
    """Tell a proved worker where the application is and what is missing."""
    if means_another_plan(work) or await is_for_another(work):
        return rests(work, [SlotSet(PURPOSE, None)])
    if not await is_proved(work, "check_dream_application"):
        return verify_first(CHECK, "check_dream_application")
    member = await person(work)
    found = member and await dream_applications.latest_of(work.session, member.id)
    if not found:
        work.say("utter_dream_application_missed")
    else:
        await _tell(work, found)
    return [SlotSet(PURPOSE, None)]


async def _tell(work: Work, application: DreamApplication) -> None:
    progress = await dream_applications.progress(work.session, application)
    work.say(
        "utter_dream_application_told",
        label=progress.label,
        told=progress.told,
        day=words.day(progress.since.date()),
    )
    reason = await _reason(work, application)
    if reason:
        work.say("utter_dream_reason_told", reason=reason)


async def _reason(work: Work, application: DreamApplication) -> str:
    """Return what an officer wrote when sending back or turning down."""
    if application.status not in EXPLAINED:
        return ""
    taken = await steps.history(work.session, application)
    since = takewhile(lambda s: s.after == application.status, reversed(taken))
    return next((step.words for step in since if step.words), "")


ACTIONS: Mapping[str, Step] = {
    BEGIN: begin,
    "action_hand_in_dream_application": submit,
    "action_open_dream_interest": opens(INTEREST, "apply_dream_plan"),
    CHECK: check,
}
PURPOSES: Mapping[str, Step] = {BEGIN: begin, CHECK: check}
FORMS = (APPLYING, INTEREST)
