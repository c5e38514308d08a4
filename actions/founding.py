"""Setting up a union, and employers who stand in its way."""

from collections.abc import Mapping

from actions import readers, words
from actions.fields import AREA, EMPLOYER, NAME, PHONE, PHONE_IF_WANTED
from actions.forms import CONFIRMED, MATTER, Field, Form, Takes, answers, finished
from actions.joining import tell_union
from actions.starting import asks_how, explain_and_offer, starts, told
from actions.tickets import open_from_form, opens
from actions.work import Events, Step, Work
from helpdesk.organisations import Worksite
from helpdesk.organisations.founding import duty

BEGIN_FOUNDING = "action_begin_founding"
BEGIN_OBSTRUCTION = "action_begin_obstruction"

FOUNDING = Form(
    "set_up_union_form",
    (
        EMPLOYER,
        Field("headcount", readers.number("headcount", "headcount")),
        AREA,
        NAME,
        PHONE,
    ),
    started_by=frozenset({"set_up_union"}),
)
OBSTRUCTION = Form(
    "report_obstruction_form",
    (
        Field(MATTER, readers.words_of(MATTER), Takes.story),
        EMPLOYER,
        AREA,
        Field("evidence", readers.words_of("evidence"), Takes.story, optional=True),
        PHONE_IF_WANTED,
    ),
    started_by=frozenset({"report_union_obstruction"}),
)


async def begin_founding(work: Work) -> Events:
    """Tell how a union is set up, or take the wish down."""
    facts = told(work.turn, FOUNDING)
    if asks_how(work.turn):
        return await explain_and_offer(work, BEGIN_FOUNDING, facts)
    return starts(FOUNDING, facts)


async def open_founding(work: Work) -> Events:
    """Open the ticket; tell whether a union is due there, and who helps."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        await open_from_form(work, FOUNDING, "set_up_union")
        workers = turn.filled("headcount")
        if workers.isdigit():
            work.say(
                "utter_union_duty_told",
                reason=duty(members=0, workers=int(workers)).reason,
            )
        await tell_union(
            work,
            Worksite(
                employer=answers(FOUNDING, turn).get("employer"),
                district=turn.slots.get("district"),
                place=turn.slots.get("place"),
            ),
        )
    return finished(FOUNDING, turn, work.say)


async def begin_obstruction(work: Work) -> Events:
    """Say what the law says, or take down what happened; no name is needed."""
    facts = told(work.turn, OBSTRUCTION)
    # “谁入会就开除谁” only sounds like a question
    if words.mentions(work.turn.text, words.words()["how"]):
        return await explain_and_offer(
            work, BEGIN_OBSTRUCTION, facts, "utter_obstruction_report_offered"
        )
    work.say("utter_obstruction_heard")
    return starts(OBSTRUCTION, facts)


ACTIONS: Mapping[str, Step] = {
    BEGIN_FOUNDING: begin_founding,
    "action_open_founding": open_founding,
    BEGIN_OBSTRUCTION: begin_obstruction,
    "action_open_obstruction": opens(OBSTRUCTION, "report_union_obstruction"),
}
FORMS = (FOUNDING, OBSTRUCTION)
