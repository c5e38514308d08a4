"""How a task begins: who asks how is told and offered it, who wants it begins."""

from collections.abc import Mapping

from rasa_sdk.events import FollowupAction, SlotSet

from actions import knowledge, words
from actions.forms import CONFIRMED, MATTER, OFFER, Form, slots_set
from actions.turn import LISTENING, Turn
from actions.work import Events, Work

Facts = Mapping[str, object]


def asks_how(turn: Turn) -> bool:
    """Tell a question about a task from the wish to have it done.

    “怎么入会” is a question and “我要入会” a wish; so is “能不能帮我转一下”.
    """
    lists = words.words()
    if words.mentions(turn.text, lists["how"]):
        return True
    return words.asks(turn.text) and not words.mentions(turn.text, lists["wish"])


def told(turn: Turn, *forms: Form) -> dict[str, object]:
    """Return what the message that begins a task tells of it already."""
    facts: dict[str, object] = {}
    for form in forms:
        if turn.intent in form.started_by:
            facts[MATTER] = turn.text
        facts |= form.spotted(turn)
    return facts


async def explain_and_offer(
    work: Work, begin: str, facts: Facts, response: str = "utter_task_offered"
) -> Events:
    """Answer the question, and offer to begin; what was told is kept for that."""
    topic = await knowledge.introduce_form(work)
    if work.turn.active_form:  # one matter at a time: the open form goes on
        return topic
    work.say(response)
    return [*topic, *slots_set(facts), SlotSet(OFFER, begin)]


def starts(form: Form, facts: Facts) -> Events:
    """Open a form with what is known already."""
    return [*slots_set({**facts, CONFIRMED: None}), FollowupAction(form.name)]


def rests(work: Work, events: Events) -> Events:
    """Wait for the worker, also where an offer that was taken led here.

    No rule tells Rasa what follows then. An open form is left to ask again.
    """
    return events if work.turn.active_form else [*events, FollowupAction(LISTENING)]
