"""Summer relief: the heat allowance, 送清凉, and where to rest."""

import re
from collections.abc import Mapping
from datetime import date

from rasa_sdk.events import SlotSet

from actions import readers, words
from actions.forms import CONFIRMED, MATTER, OFFER, Field, Form, Takes, finished
from actions.tickets import open_from_form, opens
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import InvalidInput
from helpdesk.relief import relief

YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
MIDSUMMER = (7, 1)  # of a bare year, the day that decides

HEAT = Form(
    "report_heat_form",
    (
        Field("employer", readers.entity("employer", "employer"), Takes.words),
        Field("heat_months", readers.months("heat_months"), optional=True),
        Field("area", readers.area(), Takes.words),
        Field("contact_phone", readers.contact_phone("contact_phone")),
    ),
    started_by=frozenset({"report_heat_allowance"}),
)
COOLING = Form(
    "request_cooling_form",
    (
        Field("cooling_place", readers.place("cooling_place"), Takes.words),
        Field("headcount", readers.number("headcount", "headcount")),
        Field(
            "contact_name",
            readers.entity("contact_name", "person_name", readers.LONGEST_NAME),
            Takes.words,
        ),
        Field("contact_phone", readers.contact_phone("contact_phone")),
    ),
    started_by=frozenset({"request_cooling_relief"}),
)
STATION_FINDING = Form(
    "find_station_form",
    (Field("area", readers.area(), Takes.words),),
    started_by=frozenset({"find_rest_station"}),
    confirms=False,
)


async def tell_allowance(work: Work) -> Events:
    """Tell the allowance of the day or year that was asked about, with its source."""
    turn = work.turn
    found = relief.heat_allowance(_day_meant(turn))
    work.say(
        "utter_heat_allowance_told",
        monthly=f"{found.monthly:f}",
        daily=f"{found.daily:f}",
        since=words.deadline(found.since),
        source=found.source,
    )
    if turn.intent != "ask_heat_allowance" or turn.active_form:
        return []
    work.say("utter_heat_report_offered")
    return [SlotSet(OFFER, HEAT.name), SlotSet(MATTER, turn.text)]


def _day_meant(turn: Turn) -> date:
    year = YEAR.search(turn.text)
    if year:
        return date(int(year[1]), *MIDSUMMER)
    return turn.today


async def open_heat(work: Work) -> Events:
    """Open the complaint and tell what is due for whole months."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        await open_from_form(work, HEAT, "report_heat_allowance")
        _tell_due(work)
    return finished(HEAT, turn, work.say)


def _tell_due(work: Work) -> None:
    """Tell what whole months of one summer are worth; of others nothing is said."""
    months = work.turn.filled("heat_months")
    if not months.isdigit():
        return
    try:
        due = relief.heat_due(months=int(months), on=work.turn.today)
    except InvalidInput:
        return
    work.say("utter_heat_due_told", months=months, due=f"{due:f}")


async def find_station(work: Work) -> Events:
    """Name the nearest places to rest and drink."""
    turn = work.turn
    stations = await relief.stations(
        work.session,
        district=turn.slots.get("district"),
        place=turn.slots.get("place"),
    )
    work.say("utter_station_found" if stations else "utter_station_missed")
    for station in stations[: 1 if turn.spoken else None]:
        work.say(
            "utter_station_told",
            name=station.name,
            address=station.address,
            hours=station.hours,
        )
    return finished(STATION_FINDING, turn, work.say)


ACTIONS: Mapping[str, Step] = {
    "action_tell_heat_allowance": tell_allowance,
    "action_open_heat_report": open_heat,
    "action_open_cooling_request": opens(COOLING, "request_cooling_relief"),
    "action_find_station": find_station,
}
FORMS = (HEAT, COOLING, STATION_FINDING)
