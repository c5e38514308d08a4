"""Questions: answered from the articles, with an offer to take the matter on."""

from collections.abc import Mapping

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import dream_plan, words
from actions.forms import MATTER, OFFER, TOPIC, slots_set
from actions.offers import unless_taken
from actions.tickets import OPENING
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import NotFound
from helpdesk.identity import identity
from helpdesk.knowledge import Answer, Context, knowledge
from helpdesk.models import Confidence

SURE = frozenset({Confidence.A, Confidence.B})
WHO = "who"
# Whether this very worker may, is told by a form where there is one.
ELIGIBLE = frozenset(
    {
        "ask_dream_plan",
        "ask_dream_cost",
        "ask_dream_courses",
        "ask_dream_schedule",
        "ask_dream_documents",
        "apply_dream_plan",
    }
)


async def answer_question(work: Work) -> Events:
    """Answer from the article that the question asks for."""
    found = await _article(work, work.turn.intent)
    if found is None:
        work.say("utter_answer_missed")
        return []
    return [_topic(found)]


async def introduce_form(work: Work) -> Events:
    """Tell what there is to know before a form begins; without an article, nothing."""
    found = await _article(work, work.turn.intent)
    return [_topic(found)] if found else []


async def advise(work: Work) -> Events:
    """Tell what there is to know of a matter, and offer to take it on."""
    turn = work.turn
    found = await _article(work, turn.intent)
    told = [_topic(found)] if found else []
    if turn.active_form:  # one matter at a time: the open form goes on
        return told
    work.say("utter_ticket_offered" if found else "utter_unknown_ticket_offered")
    return [*told, *offered(turn, turn.intent)]


async def answer_follow_up(work: Work) -> Events:
    """Answer a question that only makes sense after the one before: its papers, say.

    Without an article on just that, what is known of the topic is told as all that is
    known; without a topic the words are searched for.
    """
    turn = work.turn
    topic, aspect = turn.filled(TOPIC), knowledge.aspect_of(turn.text)
    if topic and aspect == WHO and topic in ELIGIBLE and not turn.active_form:
        begun = await dream_plan.begin(work)
        return [*begun, FollowupAction(dream_plan.CHECKING.name)]
    if topic and aspect and not await knowledge.has(work.session, f"{topic}.{aspect}"):
        work.say("utter_only_main_known")
    found = await _article(work, topic, aspect) if topic else None
    if found is None and not await look_up(work):
        work.say("utter_answer_missed")
    return [_topic(found)] if found else []


async def look_up(work: Work) -> bool:
    """Answer from the article nearest to the words, if one is near; say if it was."""
    found = await knowledge.search(
        work.session,
        text=work.turn.text,
        spoken=work.turn.spoken,
        context=await _context(work),
    )
    if found is None:
        return False
    work.say("utter_closest_told", **_told(found), title=found.title)
    return True


def offered(turn: Turn, category: str) -> Events:
    """Remember the offer to take a matter on, with what the message tells of it."""
    facts = {**OPENING.spotted(turn), MATTER: turn.text, "category": category}
    return [*slots_set(facts), SlotSet(OFFER, OPENING.name)]


async def _article(work: Work, topic: str, aspect: str | None = None) -> Answer | None:
    """Tell the article of a topic that the message asks for, if there is one."""
    turn = work.turn
    try:
        found = await knowledge.answer(
            work.session,
            intent=topic,
            text=turn.text if words.asks_something(turn.text) else "",
            aspect=aspect,
            spoken=turn.spoken,
            context=await _context(work, topic),
        )
    except NotFound:
        return None
    is_sure = found.confidence in SURE
    work.say(
        "utter_question_answered" if is_sure else "utter_question_answered_loosely",
        **_told(found),
    )
    return found


def _told(found: Answer) -> dict[str, object]:
    """Return the fields of an answer; Rasa keeps them in the bot event's metadata."""
    return {
        "answer": found.text,
        "source": found.source,
        "year": found.year,
        "article": found.article,
    }


def _topic(found: Answer) -> EventType:
    return SlotSet(TOPIC, found.topic)


async def _context(work: Work, topic: str | None = None) -> Context:
    """Return what is known of where the worker is; the record only where it is used."""
    turn = work.turn
    is_needed = topic and "union" in await knowledge.fill_ins(work.session, topic)
    return Context(
        district=_known(turn, "district"),
        place=_known(turn, "place"),
        employer=_known(turn, "employer"),
        member_id=await _member(work) if is_needed else None,
        today=turn.today,
    )


def _known(turn: Turn, name: str) -> str | None:
    """Return what the message names, else what the dialogue knows."""
    named = turn.named(name)
    if named:
        return named.value
    told = turn.filled(name)
    return None if told in ("", words.skipped()) else told


async def _member(work: Work) -> int | None:
    """Return the key of the member who is proved here."""
    member = await identity.member_of(work.session, await work.conversation())
    return member.id if member else None


ACTIONS: Mapping[str, Step] = {
    "action_answer_question": answer_question,
    "action_introduce_form": introduce_form,
    "action_advise": unless_taken(advise),
    "action_answer_follow_up": answer_follow_up,
}
