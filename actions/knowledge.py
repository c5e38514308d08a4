"""Questions: answered from the articles, with an offer to take the matter on."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions.forms import MATTER, OFFER, slots_set
from actions.offers import unless_taken
from actions.tickets import OPENING
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import NotFound
from helpdesk.knowledge import Answer, knowledge
from helpdesk.models import Confidence

SURE = frozenset({Confidence.A, Confidence.B})


async def answer_question(work: Work) -> Events:
    """Answer from the article of the question's intent."""
    found = await _article(work)
    if found is None:
        work.say("utter_answer_missed")
    return []


async def introduce_form(work: Work) -> Events:
    """Tell what there is to know before a form begins; without an article, nothing."""
    await _article(work)
    return []


async def advise(work: Work) -> Events:
    """Tell what there is to know of a matter, and offer to take it on."""
    turn = work.turn
    found = await _article(work)
    if turn.active_form:  # one matter at a time: the open form goes on
        return []
    work.say("utter_ticket_offered" if found else "utter_unknown_ticket_offered")
    return offered(turn, turn.intent)


def offered(turn: Turn, category: str) -> Events:
    """Remember the offer to take a matter on, with what the message tells of it."""
    facts = {**OPENING.spotted(turn), MATTER: turn.text, "category": category}
    return [*slots_set(facts), SlotSet(OFFER, OPENING.name)]


async def _article(work: Work) -> Answer | None:
    turn = work.turn
    try:
        found = await knowledge.answer(
            work.session, intent=turn.intent, spoken=turn.spoken
        )
    except NotFound:
        return None
    is_sure = found.confidence in SURE
    work.say(
        "utter_question_answered" if is_sure else "utter_question_answered_loosely",
        answer=found.text,
        source=found.source,
        year=found.year,
    )
    return found


ACTIONS: Mapping[str, Step] = {
    "action_answer_question": answer_question,
    "action_advise": unless_taken(advise),
}
