"""Legal aid: rights first, then what they are worth, then a case."""

from collections.abc import Mapping

from actions import aid, calculations, cases, disputes, knowledge, lawyers
from actions.disputes import DISPUTES
from actions.offers import unless_taken
from actions.starting import explain_and_offer
from actions.work import Events, Step, Work


async def advise(work: Work) -> Events:
    """Reckon what is asked for, else tell the rights; then offer to open a case."""
    turn = work.turn
    sum_asked = calculations.asked_for(turn)
    reckoned = calculations.begin(work, sum_asked) if sum_asked else None
    if reckoned is not None:
        return reckoned
    dispute = DISPUTES.get(turn.intent)
    if dispute is None:
        return await knowledge.answer_question(work)
    return await explain_and_offer(
        work, dispute.form.name, dispute.facts(turn), dispute.offer
    )


async def advise_wages(work: Work) -> Events:
    """Tell what keeps a worker safe and in time, before unpaid wages are taken down."""
    sum_asked = calculations.asked_for(work.turn)
    reckoned = (
        calculations.tell_at_once(work, sum_asked, offers=False) if sum_asked else None
    )
    if reckoned is None:
        await knowledge.introduce_form(work)
    work.say("utter_wages_advised")
    return reckoned or []


ACTIONS: Mapping[str, Step] = {
    "action_advise_dispute": unless_taken(advise),
    "action_advise_wages": advise_wages,
    **aid.ACTIONS,
    **calculations.ACTIONS,
    **cases.ACTIONS,
    **lawyers.ACTIONS,
}
PURPOSES = cases.PURPOSES
FORMS = (*disputes.FORMS, *aid.FORMS, *calculations.FORMS, *lawyers.FORMS)
