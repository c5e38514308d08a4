"""Work in dangerous heat: the stop-work rule first, then a ticket that is urgent."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from rasa_sdk.events import SlotSet

from actions import knowledge, readers, words
from actions.fields import AREA, EMPLOYER_IF_ANY, PHONE_IF_WANTED
from actions.forms import CONFIRMED, MATTER, Field, Form, finished
from actions.readers import NOTHING, Reader, Values
from actions.tickets import open_from_form
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import InvalidInput
from helpdesk.relief import relief

DEGREES = "heat_degrees"
WORKPLACE = "workplace"
STILL = "still_working"
TOLD = "heat_rule_told"


def _degrees(reader: Reader) -> Reader:
    """Read a temperature that a thermometer in Shenzhen can show."""

    def checked(turn: Turn, found: Values) -> Values:
        is_known = _rule(turn, str(found.get(DEGREES) or ""), outdoors=True)
        return found if is_known else NOTHING

    return Reader(
        lambda turn: checked(turn, reader.spot(turn)),
        lambda turn: checked(turn, reader.take(turn)),
    )


def _group(slot: str, *, yes_or_no: bool = False) -> Reader:
    """Read one of a list's groups; what is known already is not found again."""

    def spot(turn: Turn) -> Values:
        found = words.one_of(turn.text, slot)
        is_open = turn.requested == CONFIRMED or not turn.filled(slot)
        return {slot: found} if found and is_open else NOTHING

    return Reader(spot, readers.group(slot, yes_or_no=yes_or_no))


HAZARD = Form(
    "report_hazard_form",
    (
        Field(DEGREES, _degrees(readers.number(DEGREES, "temperature")), optional=True),
        Field(WORKPLACE, _group(WORKPLACE)),
        Field(STILL, _group(STILL, yes_or_no=True)),
        EMPLOYER_IF_ANY,
        AREA,
        PHONE_IF_WANTED,
    ),
    started_by=frozenset({"report_heat_hazard"}),
)


async def advise_hazard(work: Work) -> Events:
    """Tell what the law says at the temperature that was named, else in general."""
    turn = work.turn
    named = turn.named("temperature")
    place = words.one_of(turn.text, WORKPLACE)
    if named and place and _tell_rule(work, named.value, place):
        return [SlotSet(TOLD, True)]
    topic = await knowledge.introduce_form(work)
    return [*topic, SlotSet(TOLD, None)]


async def open_hazard(work: Work) -> Events:
    """Open the ticket, and tell the rule if the temperature came only later."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        await open_from_form(work, HAZARD, "report_heat_hazard")
        if turn.filled(STILL) == words.groups(STILL)[0]:
            work.say("utter_hazard_safety_told")
        if not turn.slots.get(TOLD):
            _tell_rule(work, turn.filled(DEGREES), turn.filled(WORKPLACE))
    return [*finished(HAZARD, turn, work.say), SlotSet(TOLD, None)]


def _tell_rule(work: Work, degrees: str, workplace: str) -> bool:
    """Tell the stop-work rule outdoors, what is due indoors."""
    turn, outdoors = work.turn, workplace != words.indoors()
    rule = _rule(turn, degrees, outdoors=outdoors)
    if rule is None:
        return False
    text, cautions, source = rule
    work.say("utter_work_stop_told", rule=text, cautions=cautions, source=source)
    return True


def _rule(turn: Turn, degrees: str, *, outdoors: bool) -> tuple[str, str, str] | None:
    """Return the rule, its cautions and its source; of no real temperature none."""
    said = f"{turn.filled(MATTER)} {turn.text}"
    protected = words.mentions(said, words.words()["protected"])
    try:
        heat = Decimal(degrees)
        stop = relief.work_stop(
            heat, on=turn.today, outdoors=outdoors, protected=protected
        )
        paid = relief.heat_entitlement(
            on=turn.today, outdoors=outdoors, temperature=heat
        )
    except (InvalidInput, InvalidOperation):
        return None
    found = stop if outdoors or protected else paid
    titles = dict.fromkeys(citation.statute for citation in found.citations)
    return "".join(found.steps), "".join(stop.cautions), "、".join(titles)


STEPS: Mapping[str, Step] = {
    "action_advise_hazard": advise_hazard,
    "action_open_hazard": open_hazard,
}
