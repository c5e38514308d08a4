"""Assistance: hardship aid, mutual aid and 金秋助学, taken down and looked up."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions import knowledge, words
from actions.assistance_forms import (
    CAUSE,
    CLAIMING,
    HARDSHIP,
    INCOME,
    KIND,
    POOR,
    QUANTITY,
    RESIDENCE,
    SCHOOL,
    STAGE,
    UNION,
)
from actions.forms import CONFIRMED, MATTER, OFFER, Form, answers, finished, slots_set
from actions.identity import PURPOSE, is_proved, verify_first
from actions.offers import unless_taken
from actions.persons import is_for_another
from actions.starting import rests
from actions.tickets import open_from_form
from actions.work import Events, Step, Work
from helpdesk.assistance import (
    HardshipFacts,
    SchoolFacts,
    assistance,
    judge_hardship,
    judge_school,
    mutual_aid,
    reckon,
    school_grant,
)
from helpdesk.errors import NotEntitled, NotFound
from helpdesk.findings import Finding, Outcome, Verdict
from helpdesk.identity import identity
from helpdesk.models import ClaimKind, Residence, SchoolStage
from helpdesk.money import cents

# What is offered after the answer to a question, and in which words.
OFFERS: Mapping[str, tuple[Form, str]] = {
    "ask_mutual_aid": (CLAIMING, "utter_claim_offered"),
    "claim_mutual_aid": (CLAIMING, "utter_claim_offered"),
    "ask_hardship_aid": (HARDSHIP, "utter_hardship_offered"),
    "apply_hardship_aid": (HARDSHIP, "utter_hardship_offered"),
    "ask_golden_autumn": (SCHOOL, "utter_school_offered"),
}
SERVICE = "claim_mutual_aid"  # the strictest of them: whose own file is shown
PROGRESS = "action_offer_aid"


async def offer_aid(work: Work) -> Events:
    """Answer the question and offer to take the matter on; progress is looked up."""
    turn = work.turn
    if words.mentions(turn.text, words.words()["progress"]) and not turn.active_form:
        return await check_aid(work)
    topic = await knowledge.answer_question(work)
    if turn.active_form:  # one matter at a time: the open form goes on
        return topic
    form, response = OFFERS[turn.intent]
    work.say(response)
    facts = {**form.spotted(turn), MATTER: turn.text, OFFER: form.name}
    return [*topic, *slots_set(facts)]


async def check_aid(work: Work) -> Events:
    """Tell a verified worker where applications and claims are."""
    if await is_for_another(work):
        return rests(work, [SlotSet(PURPOSE, None)])
    if not await is_proved(work, SERVICE):
        return verify_first(PROGRESS)
    member = await identity.member_of(work.session, await work.conversation())
    if member is None:
        return verify_first(PROGRESS)
    found = [
        *await assistance.progress_of(work.session, member.id),
        *await mutual_aid.progress_of(work.session, member.id),
    ]
    if not found:
        work.say("utter_aid_progress_missed")
    for each in found:
        work.say(
            "utter_aid_progress_told",
            what=words.words()["shown"]["aid"][each.what],
            year=each.year,
            told=each.progress.told,
        )
    return [SlotSet(PURPOSE, None)]


async def open_hardship(work: Work) -> Events:
    """Open the ticket, a proved member's file with it, and tell how it looks."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        await open_from_form(work, HARDSHIP, "apply_hardship_aid")
        await _file(work)
        _tell(work, "hardship", judge_hardship(_household(work)))
    return finished(HARDSHIP, turn, work.say)


async def _file(work: Work) -> None:
    """Open the file of a member who is proved; of others a ticket is enough."""
    member = await identity.member_of(work.session, await work.conversation())
    residence = _residence(work)
    if member is None or residence is None:
        return
    await assistance.apply_hardship(
        work.session,
        member_id=member.id,
        year=work.turn.today.year,
        residence=residence,
        circumstances=answers(HARDSHIP, work.turn),
    )


def _household(work: Work) -> HardshipFacts:
    told = answers(HARDSHIP, work.turn)
    return HardshipFacts(
        year=work.turn.today.year,
        residence=_residence(work),
        income_per_head_cents=cents(told[INCOME]) if INCOME in told else None,
        stricken=words.place_of(CAUSE, told.get(CAUSE)) in (0, 1) or None,
        **_employment(work),
    )


def _employment(work: Work) -> dict[str, bool | None]:
    """Read the employer's union: one, none, no job, or the worker can not tell."""
    place = words.place_of(UNION, work.turn.filled(UNION))
    if place not in (0, 1, 2):
        return {"has_union": None, "in_service": None}
    return {"has_union": place == 0, "in_service": place != 2}


def _residence(work: Work) -> Residence | None:
    place = words.place_of(RESIDENCE, work.turn.filled(RESIDENCE))
    kinds = tuple(Residence)
    return kinds[place] if place is not None and place < len(kinds) else None


async def open_school(work: Work) -> Events:
    """Open the ticket, and tell how it looks and what was paid in past years."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        await open_from_form(work, SCHOOL, "ask_golden_autumn")
        poor = words.place_of(POOR, turn.filled(POOR))
        facts = SchoolFacts(
            in_hardship={0: True, 1: False}.get(-1 if poor is None else poor),
            residence=_residence(work),
            child_at_school=True,
            **_employment(work),
        )
        _tell(work, "school", judge_school(facts))
        _tell_grant(work)
    return finished(SCHOOL, turn, work.say)


def _tell_grant(work: Work) -> None:
    place = words.place_of(STAGE, work.turn.filled(STAGE))
    if place is None:
        return
    try:
        found = school_grant(stage=tuple(SchoolStage)[place], year=work.turn.today.year)
    except NotFound:
        return
    work.say("utter_school_grant_told", told=found.told)


def _tell(work: Work, matter: str, found: Finding) -> None:
    """Tell a verdict with what decides it, and how old the oldest condition is."""
    decisive: dict[Verdict, Outcome] = {
        Verdict.likely: Outcome.met,
        Verdict.unlikely: Outcome.unmet,
        Verdict.unknown: Outcome.unknown,
    }
    told = [each for each in found.checks if each.outcome is decisive[found.verdict]]
    work.say(
        f"utter_{matter}_{found.verdict}",
        reasons="\n".join(f"· {each.why}" for each in told),
        year=min(each.year for each in told),
    )


async def open_claim(work: Work) -> Events:
    """Tell what a claim comes to, and hand it in once the member is proved."""
    if not work.turn.slots.get(CONFIRMED):
        return finished(CLAIMING, work.turn, work.say)
    return await claim(work)


async def claim(work: Work) -> Events:
    """Hand in what was asked for; who is not proved yet is proved first."""
    if not await is_proved(work, SERVICE):
        return verify_first("action_open_claim")
    member = await identity.member_of(work.session, await work.conversation())
    if member is None:
        return verify_first("action_open_claim")
    kind, quantity = _claimed(work)
    try:
        _claim, found = await mutual_aid.claim(
            work.session,
            member_id=member.id,
            kind=kind,
            quantity=quantity,
            year=work.turn.today.year,
        )
    except NotEntitled as error:
        work.say("utter_claim_not_entitled", why=error.why)
    else:
        await open_from_form(work, CLAIMING, "claim_mutual_aid")
        work.say("utter_claim_told", told=found.told)
    return [*finished(CLAIMING, work.turn, work.say), SlotSet(PURPOSE, None)]


def _claimed(work: Work) -> tuple[ClaimKind, int]:
    place = words.place_of(KIND, work.turn.filled(KIND))
    kind, quantity = tuple(ClaimKind)[place or 0], work.turn.filled(QUANTITY)
    reckon(kind, int(quantity), year=work.turn.today.year)  # refuses what can not be
    return kind, int(quantity)


ACTIONS: Mapping[str, Step] = {
    "action_offer_aid": unless_taken(offer_aid),
    "action_open_hardship": open_hardship,
    "action_open_school_aid": open_school,
    "action_open_claim": open_claim,
}
PURPOSES: Mapping[str, Step] = {PROGRESS: check_aid, "action_open_claim": claim}
FORMS = (HARDSHIP, SCHOOL, CLAIMING)
