"""Summer relief: the heat allowance, work in the heat, 送清凉, and where to rest."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from rasa_sdk.events import SlotSet

from actions import knowledge, measures, readers, words
from actions.fields import AREA, EMPLOYER, NAME, PHONE
from actions.forms import (
    CONFIRMED,
    MATTER,
    OFFER,
    Field,
    Form,
    Takes,
    answers,
    finished,
    slots_set,
)
from actions.hazard import HAZARD, STEPS
from actions.offers import unless_taken
from actions.readers import NOTHING, Reader, Values
from actions.tickets import open_from_form
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import InvalidInput
from helpdesk.findings import Outcome
from helpdesk.relief import VisitFacts, judge_visit, relief, relief_requests
from helpdesk.relief.visits import read_headcount

YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
MIDSUMMER = (7, 1)  # of a bare year, the day that decides
MONTH = len("2026-07")
NO_YEAR = re.compile(r"[\d一二三四五六七八九十]+月.*")

HEAT = Form(
    "report_heat_form",
    (
        EMPLOYER,
        Field("heat_months", readers.months("heat_months"), optional=True),
        AREA,
        PHONE,
    ),
    started_by=frozenset({"report_heat_allowance"}),
)


def _people(reader: Reader) -> Reader:
    """Read a number of people that a workplace can have."""

    def checked(found: Values) -> Values:
        text = str(found.get("headcount") or "")
        try:
            read_headcount(int(text))
        except (InvalidInput, ValueError):
            return NOTHING
        return found

    return Reader(
        lambda turn: checked(reader.spot(turn)), lambda turn: checked(reader.take(turn))
    )


def _whole_place() -> Reader:
    """Read the whole reply when it was asked for: 沙井万科工地, not just 沙井."""
    named = readers.place("cooling_place")

    def spot(turn: Turn) -> Values:
        found = named.spot(turn)
        is_reply = turn.requested == "cooling_place" and not words.asks(turn.text)
        return named.take(turn) or found if found and is_reply else found

    return Reader(spot, named.take)


COOLING = Form(
    "request_cooling_form",
    (
        Field("cooling_place", _whole_place(), Takes.words),
        Field("headcount", _people(readers.number("headcount", "headcount"))),
        Field(
            "crew",
            readers.entity("crew", "occupation"),
            Takes.words,
            optional=True,
        ),
        Field(
            "wanted_on",
            readers.words_of("wanted_on", readers.LONGEST_LINE),
            Takes.words,
            optional=True,
        ),
        NAME,
        PHONE,
    ),
    started_by=frozenset({"request_cooling_relief"}),
)
STATION_FINDING = Form(
    "find_station_form",
    (AREA,),
    started_by=frozenset({"find_rest_station"}),
    confirms=False,
)


async def tell_allowance(work: Work) -> Events:
    """Tell the allowance that was asked about: of a day, a time, or a workplace."""
    turn = work.turn
    if turn.intent != "ask_heat_allowance":
        _tell_standard(work)
        return []
    if not (_tell_owed(work) or _tell_indoors(work)):
        _tell_standard(work)
    if turn.active_form:
        return []
    work.say("utter_heat_report_offered")
    return [SlotSet(OFFER, HEAT.name), SlotSet(MATTER, turn.text)]


def _tell_standard(work: Work) -> None:
    found = relief.heat_allowance(_day_meant(work.turn))
    work.say(
        "utter_heat_allowance_told",
        monthly=f"{found.monthly:f}",
        daily=f"{found.daily:f}",
        since=words.deadline(found.since),
        source=found.source,
    )


def _tell_owed(work: Work) -> bool:
    """Reckon a time that was named, from a day to a day or of so many months."""
    turn, span = work.turn, _span(work.turn)
    if span is not None:
        try:
            owed = relief.heat_owed(*span)
        except InvalidInput:
            return False
        steps, cautions = "\n".join(owed.steps), "".join(owed.cautions)
        amount = f"{owed.amount:f}"
        work.say("utter_heat_owed_told", amount=amount, steps=steps, cautions=cautions)
        return True
    length = turn.named("duration")
    months = readers.in_months(length.value) if length else None
    return months is not None and _tell_due(work, months)


def _tell_indoors(work: Work) -> bool:
    """Say whether a place indoors has the allowance at its temperature."""
    turn = work.turn
    if words.one_of(turn.text, "workplace") != words.indoors():
        return False
    heat = turn.named("temperature")
    try:
        found = relief.heat_entitlement(
            on=_day_meant(turn, in_summer=True),
            outdoors=False,
            temperature=Decimal(heat.value) if heat else None,
        )
    except (InvalidInput, ArithmeticError):
        return False
    work.say("utter_heat_indoors_told", why="".join(found.steps))
    return True


def _span(turn: Turn) -> tuple[date, date] | None:
    """Return the first and the last day named; of a month alone its ends."""
    named = [entity for entity in turn.entities if entity.name == "date"]
    days = [day for entity in named if (day := measures.day_in(entity.value))]
    is_month = len(named) == 1 and len(named[0].value) == MONTH
    if len(days) != len(named) or not (len(days) == 2 or is_month):
        return None
    last = days[-1]
    if NO_YEAR.fullmatch(named[-1].text):
        last = _soonest(last, after=days[0])
    if len(named[-1].value) == MONTH:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return days[0], last


def _soonest(day: date, *, after: date) -> date:
    """Move a day without a year next to the one before: 去年7月到9月 is one summer."""
    wraps = (day.month, day.day) < (after.month, after.day)
    year = after.year + wraps
    longest = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, longest))


def _day_meant(turn: Turn, *, in_summer: bool = False) -> date:
    year = YEAR.search(turn.text)
    if year:
        return date(int(year[1]), *MIDSUMMER)
    named = turn.named("date")
    day = measures.day_in(named.value) if named else None
    return day or (date(turn.today.year, *MIDSUMMER) if in_summer else turn.today)


async def open_heat(work: Work) -> Events:
    """Open the complaint and tell what is due for whole months."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        await open_from_form(work, HEAT, "report_heat_allowance")
        _tell_due(work, turn.filled("heat_months"))
    return finished(HEAT, turn, work.say)


def _tell_due(work: Work, months: str) -> bool:
    """Tell what whole months of one summer are worth; of others nothing is said."""
    if not months.isdigit():
        return False
    try:
        due = relief.heat_due(months=int(months), on=work.turn.today)
    except InvalidInput:
        return False
    work.say("utter_heat_due_told", months=months, due=f"{due:f}")
    return True


async def offer_cooling(work: Work) -> Events:
    """Tell what 送清凉 is, and offer to register a wish."""
    topic = await knowledge.answer_question(work)
    if work.turn.active_form:  # one matter at a time: the open form goes on
        return topic
    work.say("utter_cooling_offered")
    facts = {MATTER: work.turn.text, OFFER: COOLING.name}
    return [*topic, *slots_set({**COOLING.spotted(work.turn), **facts})]


async def open_cooling(work: Work) -> Events:
    """Register the wish with the union on the spot, and tell what speaks against it."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        ticket = await open_from_form(work, COOLING, "request_cooling_relief")
        told = answers(COOLING, turn)
        people = int(told["headcount"])
        await relief_requests.open(
            work.session,
            place=told["cooling_place"],
            headcount=people,
            district=turn.slots.get("district"),
            member_id=ticket.member_id,
            ticket_id=ticket.id,
        )
        _tell_doubts(work, VisitFacts(on=turn.today, headcount=people))
    return finished(COOLING, turn, work.say)


def _tell_doubts(work: Work, facts: VisitFacts) -> None:
    checks = judge_visit(facts).checks
    doubts = [each.why for each in checks if each.outcome is Outcome.unmet]
    if doubts:
        work.say("utter_visit_doubts_told", doubts="\n".join(doubts))


async def find_station(work: Work) -> Events:
    """Name the nearest places to rest and drink."""
    turn = work.turn
    await tell_stations(
        work,
        district=turn.slots.get("district"),
        place=turn.slots.get("place"),
        most=1 if turn.spoken else None,
    )
    return finished(STATION_FINDING, turn, work.say)


async def tell_stations(
    work: Work, *, district: str | None, place: str | None, most: int | None
) -> None:
    """Name places to rest and drink, the nearest first."""
    stations = await relief.stations(work.session, district=district, place=place)
    work.say("utter_station_found" if stations else "utter_station_missed")
    for station in stations[:most]:
        work.say(
            "utter_station_told",
            name=station.name,
            address=station.address,
            hours=station.hours,
        )


ACTIONS: Mapping[str, Step] = {
    "action_tell_heat_allowance": tell_allowance,
    "action_open_heat_report": open_heat,
    "action_offer_cooling": unless_taken(offer_cooling),
    "action_open_cooling_request": open_cooling,
    "action_find_station": find_station,
    **STEPS,
}
FORMS = (HEAT, HAZARD, COOLING, STATION_FINDING)
