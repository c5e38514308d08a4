"""Trouble with the member card: a lost one is blocked at once, the rest passed on."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions import readers, words
from actions.fields import EMPLOYER_IF_ANY, PHONE
from actions.forms import MATTER, OFFER, Field, Form, finished
from actions.identity import is_proved, verify_first
from actions.persons import acting, person
from actions.starting import asks_how, rests, starts, told
from actions.tickets import opens
from actions.work import Events, Step, Work
from helpdesk.members.cards import CardProblem, cards
from helpdesk.members.cards.policy import advise
from helpdesk.models import CardState

BEGIN, REPORT = "action_begin_card", "action_report_card"
PROBLEM = "card_problem"

CHOOSING = Form(
    "choose_card_problem_form",
    (Field(PROBLEM, readers.choice(PROBLEM)),),
    started_by=frozenset({"report_card_problem"}),
    confirms=False,
)
REPORTING = Form(
    "report_card_form",
    (
        Field(PROBLEM, readers.choice(PROBLEM)),
        EMPLOYER_IF_ANY,
        PHONE,
    ),
    started_by=frozenset({"report_card_problem"}),
)


async def begin(work: Work) -> Events:
    """Find out what is wrong with the card."""
    facts = told(work.turn, CHOOSING, REPORTING)
    facts[PROBLEM] = words.one_of(work.turn.text, PROBLEM)
    if work.turn.active_form and asks_how(work.turn):
        return await _advise(work, str(facts[PROBLEM] or ""))
    return starts(CHOOSING, facts)


async def report(work: Work) -> Events:
    """Block a card that was lost; for anything else say what to do."""
    said = work.turn.filled(PROBLEM)
    if not said:
        return finished(CHOOSING, work.turn, work.say)
    if words.code(said) != CardProblem.lost:
        return await _advise(work, said)
    if not await is_proved(work, "report_card_problem"):
        return verify_first(REPORT, "report_card_problem")
    member = await person(work)
    if member is None:
        return await _advise(work, said)
    await cards.report(work.session, member.id, CardProblem.lost, by=acting(member))
    card = await cards.of(work.session, member.id)
    is_blocked = card is not None and card.state is CardState.lost
    work.say("utter_card_blocked" if is_blocked else "utter_card_missed")
    return _offer(work, "utter_card_replacement_offered")


async def _advise(work: Work, said: str) -> Events:
    """Say what to do, and offer to pass it on."""
    if said:
        advice = advise(CardProblem(words.code(said)), None)
        work.say("utter_card_advised", advice=advice.advice)
    if work.turn.active_form:
        return []
    return _offer(work, "utter_ticket_offered")


def _offer(work: Work, response: str) -> Events:
    work.say(response)
    kept = work.turn.filled(MATTER) or work.turn.filled(PROBLEM)
    events = [SlotSet(MATTER, kept), SlotSet(OFFER, REPORTING.name)]
    return rests(work, events)


ACTIONS: Mapping[str, Step] = {
    BEGIN: begin,
    REPORT: report,
    "action_open_card_report": opens(REPORTING, "report_card_problem"),
}
PURPOSES: Mapping[str, Step] = {REPORT: report}
FORMS = (CHOOSING, REPORTING)
