"""Lawyers: who is on duty nearest to a worker."""

from collections.abc import Mapping

from actions import words
from actions.fields import AREA
from actions.forms import Form, finished
from actions.work import Events, Step, Work
from helpdesk.legal_aid import legal_aid

FINDING = Form(
    "find_lawyer_form",
    (AREA,),
    started_by=frozenset({"find_legal_site"}),
    confirms=False,
)


async def find_lawyer(work: Work) -> Events:
    """Name the lawyers on duty nearest to the worker."""
    turn = work.turn
    await tell_nearest(
        work,
        district=turn.slots.get("district"),
        place=turn.slots.get("place"),
        most=1 if turn.spoken else None,
    )
    return finished(FINDING, turn, work.say)


async def tell_nearest(
    work: Work, *, district: str | None, place: str | None, most: int | None
) -> None:
    """Name lawyers on duty, the nearest first."""
    duties = await legal_aid.nearest(
        work.session, district=district, place=place, on=work.turn.today
    )
    work.say("utter_lawyer_found" if duties else "utter_lawyer_missed")
    for duty in duties[:most]:
        work.say(
            "utter_lawyer_told",
            site=duty.site,
            address=duty.address,
            phone=duty.phone or words.unknown(),
            lawyer=duty.lawyer,
            day=words.day(duty.day),
            hours=duty.hours,
        )


ACTIONS: Mapping[str, Step] = {"action_find_lawyer": find_lawyer}
FORMS = (FINDING,)
