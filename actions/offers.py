"""Offers: a form that was proposed, taken by the very next yes."""

from rasa_sdk.events import FollowupAction

from actions import readers
from actions.forms import OFFER, PAUSED, cleared
from actions.work import Events, Step, Work


def fresh_offer(work: Work) -> str | None:
    """Return the form offered in answer to the message before this one."""
    offer: str | None = work.turn.slots.get(OFFER)
    return offer if offer and work.turn.just_set(OFFER) else None


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
        if fresh_offer(work) and readers.agreed(work.turn.text):
            return await take_offer(work)
        return await step(work)

    return heard
