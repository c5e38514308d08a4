"""Offers: a form that was proposed, taken by the very next yes."""

from rasa_sdk.events import FollowupAction

from actions import readers, words
from actions.forms import OFFER, PAUSED, cleared
from actions.work import Events, Step, Work


def fresh_offer(work: Work) -> str | None:
    """Return the form offered just before, or the one that is asked for again."""
    offer: str | None = work.turn.slots.get(OFFER)
    if offer and work.turn.just_set(OFFER):
        return offer
    resumed = words.is_said(work.turn.text, "resume")
    return work.turn.filled(PAUSED) or None if resumed else None


async def take_offer(work: Work) -> Events:
    """Go on with what the worker just said yes to."""
    form = fresh_offer(work)
    if form is None:
        work.say("utter_yes_heard")
        return []
    return [*cleared((OFFER, PAUSED)), FollowupAction(form)]


def unless_taken(step: Step) -> Step:
    """Take “帮我登记” for a yes where the model did not, else do the step."""

    async def heard(work: Work) -> Events:
        resumes = words.is_said(work.turn.text, "resume")
        if fresh_offer(work) and (resumes or readers.agreed(work.turn.text)):
            return await take_offer(work)
        return await step(work)

    return heard
