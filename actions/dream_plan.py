"""The Dream Plan: whether this worker can probably apply."""

from collections.abc import Mapping

from rasa_sdk.events import FollowupAction, SlotSet

from actions import dream_application, readers, words
from actions.dream_application import EDUCATION, SCHOOLING, means_another_plan
from actions.forms import Field, Form, Slots, finished
from actions.work import Events, Step, Work
from helpdesk.dream_plan import Eligibility, Outcome, Verdict, dream_plan
from helpdesk.identity import identity

KNOWN = "member_known"
EMPLOYED = "employed_in_shenzhen"


def _is_unknown(slots: Slots) -> bool:
    return not slots.get(KNOWN)


CHECKING = Form(
    "check_dream_form",
    (
        Field(EDUCATION, SCHOOLING, optional=True),
        Field(EMPLOYED, readers.yes_or_no(EMPLOYED), only_if=_is_unknown),
    ),
    started_by=frozenset({"check_dream_eligibility"}),
    confirms=False,
)


async def begin(work: Work) -> Events:
    """Tell the two Dream Plans apart, and look whether the worker is known already."""
    if means_another_plan(work):
        return []
    member = await identity.member_of(work.session, await work.conversation())
    work.say("utter_dream_plans_told_apart")
    return [SlotSet(KNOWN, member is not None), FollowupAction(CHECKING.name)]


async def check(work: Work) -> Events:
    """Give the verdict with its reasons."""
    turn = work.turn
    education = turn.slots.get(EDUCATION)
    if education is None:
        return []
    member = await identity.member_of(work.session, await work.conversation())
    found = await dream_plan.check(
        work.session,
        member=member,
        education=None if education == words.skipped() else education,
        employed_in_shenzhen=turn.slots.get(EMPLOYED),
    )
    work.say(f"utter_dream_{found.verdict}", level=found.level, reasons=_reasons(found))
    return [*finished(CHECKING, turn, work.say), SlotSet(KNOWN, None)]


def _reasons(found: Eligibility) -> str:
    """Give what speaks for and against it; what is missing only if it decides."""
    undecided = found.verdict is Verdict.unknown
    told = (
        each
        for each in found.checks
        if undecided or each.outcome is not Outcome.unknown
    )
    return "\n".join(f"· {each.why}" for each in told)


ACTIONS: Mapping[str, Step] = {
    "action_begin_eligibility": begin,
    "action_check_eligibility": check,
    **dream_application.ACTIONS,
}
PURPOSES: Mapping[str, Step] = dream_application.PURPOSES
FORMS = (CHECKING, *dream_application.FORMS)
