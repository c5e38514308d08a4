"""Legal aid: unpaid wages, and the nearest lawyer."""

from collections.abc import Mapping
from datetime import date

from actions import readers, words
from actions.forms import CONFIRMED, Field, Form, Slots, Takes, finished
from actions.readers import NOTHING, Reader, Values
from actions.tickets import open_from_form
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.legal_aid import legal_aid

EMPLOYMENT = "employment"
LEFT_ON = "left_on"


def _has_left(slots: Slots) -> bool:
    return slots.get(EMPLOYMENT) == words.left()


def _employment_named(turn: Turn) -> Values:
    """Find it in any message, when it is said outright."""
    said = words.one_of(turn.text, "employment_named")
    return {EMPLOYMENT: said, **_left_on(turn)} if said else NOTHING


def _employment_answered(turn: Turn) -> Values:
    """Take more words for it, and a yes to “还在那里上班吗” for employed."""
    said, yes = words.one_of(turn.text, EMPLOYMENT), readers.consent(turn)
    if said is None and yes is not None:
        said = words.employed() if yes else words.left()
    return {EMPLOYMENT: said, **_left_on(turn)} if said else NOTHING


def _left_on(turn: Turn) -> Values:
    found = turn.named("date")
    has_left = words.one_of(turn.text, EMPLOYMENT) == words.left()
    return {LEFT_ON: found.value} if found and has_left else NOTHING


def _day_answered(turn: Turn) -> Values:
    found = turn.named("date")
    return {LEFT_ON: found.value} if found else NOTHING


WAGES = Form(
    "report_wages_form",
    (
        Field("employer", readers.entity("employer", "employer"), Takes.words),
        Field("unpaid_months", readers.months("unpaid_months")),
        Field("unpaid_amount", readers.number("unpaid_amount", "money"), optional=True),
        Field("area", readers.area(), Takes.words),
        Field(EMPLOYMENT, Reader(_employment_named, _employment_answered)),
        Field(
            LEFT_ON,
            Reader(readers.nothing, _day_answered),
            optional=True,
            only_if=_has_left,
        ),
        Field("contact_phone", readers.contact_phone("contact_phone")),
    ),
    started_by=frozenset({"report_unpaid_wages"}),
)
LAWYER_FINDING = Form(
    "find_lawyer_form",
    (Field("area", readers.area(), Takes.words),),
    started_by=frozenset({"find_legal_site"}),
    confirms=False,
)


async def open_wages(work: Work) -> Events:
    """Open the ticket and tell until when arbitration is possible."""
    if work.turn.slots.get(CONFIRMED):
        await open_from_form(work, WAGES, "report_unpaid_wages")
        _tell_limitation(work)
    return finished(WAGES, work.turn, work.say)


def _tell_limitation(work: Work) -> None:
    left_on = _day(work.turn.filled(LEFT_ON))
    if left_on is None:
        return
    found = legal_aid.limitation(left_on=left_on, today=work.turn.today)
    if found.deadline is None:
        return
    response = "utter_claim_expired" if found.expired else "utter_claim_deadline_told"
    work.say(response, deadline=words.deadline(found.deadline))


def _day(iso: str) -> date | None:
    """Read a day; of a month its first, which is the safer end of the time."""
    try:
        return date.fromisoformat(iso if len(iso) > len("2026-07") else f"{iso}-01")
    except ValueError:
        return None


async def find_lawyer(work: Work) -> Events:
    """Name the lawyers on duty nearest to the worker."""
    turn = work.turn
    duties = await legal_aid.nearest(
        work.session,
        district=turn.slots.get("district"),
        place=turn.slots.get("place"),
        on=turn.today,
    )
    work.say("utter_lawyer_found" if duties else "utter_lawyer_missed")
    for duty in duties[: 1 if turn.spoken else None]:
        work.say(
            "utter_lawyer_told",
            site=duty.site,
            address=duty.address,
            phone=duty.phone or words.unknown(),
            lawyer=duty.lawyer,
            day=words.day(duty.day),
            hours=duty.hours,
        )
    return finished(LAWYER_FINDING, turn, work.say)


ACTIONS: Mapping[str, Step] = {
    "action_open_wages": open_wages,
    "action_find_lawyer": find_lawyer,
}
FORMS = (WAGES, LAWYER_FINDING)
