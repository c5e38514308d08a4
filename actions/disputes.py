"""Disputes: what is asked about each kind before a case is opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from actions import measures, readers, words
from actions.fields import AREA, EMPLOYER, PHONE
from actions.forms import MATTER, Field, Form, Slots, Takes
from actions.readers import NOTHING, Reader, Reading, Values
from actions.turn import Turn

CATEGORY = "category"
EMPLOYMENT = "employment"
LEFT_ON = "left_on"
PEOPLE = "headcount"


@dataclass(frozen=True, slots=True)
class Dispute:
    """One kind of dispute: its intent, its form, and how it is offered."""

    intent: str
    form: Form
    offer: str

    def facts(self, turn: Turn) -> dict[str, object]:
        """Return what the message tells of it."""
        told = self.form.spotted(turn)
        return {**told, MATTER: turn.text, CATEGORY: turn.intent}


def picked(slot: str, *, named: str = "", yes_or_no: bool = False) -> Reader:
    """Read one of the groups that words.yml lists under the slot's name.

    The list ``named`` holds what is so plain that it is found in any message.
    """

    def spot(turn: Turn) -> Values:
        found = words.one_of(turn.text, named) if named else None
        return {slot: found} if found else NOTHING

    return Reader(spot, readers.group(slot, yes_or_no=yes_or_no))


def own_words(slot: str) -> Reader:
    """Read whatever is told; unlike elsewhere “没签” is an answer and no no."""

    def take(turn: Turn) -> Values:
        text = turn.text.strip()
        plain = any(char.isalnum() for char in text) and readers.agreed(text) is None
        return {slot: text} if plain and len(text) <= readers.LONGEST_STORY else NOTHING

    return Reader(readers.nothing, take)


def _has_left(slots: Slots) -> bool:
    return slots.get(EMPLOYMENT) == words.left()


def _is_among_others(slots: Slots) -> bool:
    """Ask how many they are only of who speaks of more than one."""
    return words.mentions(str(slots.get(MATTER)), words.words()["several"])


def _is_on_a_site(slots: Slots) -> bool:
    told = f"{slots.get(MATTER)}{slots.get('employer')}"
    return words.mentions(told, words.words()["site"])


def _employment() -> Reader:
    """Read whether somebody still works there, and since when not, if that is said."""
    still = picked(EMPLOYMENT, named="employment_named", yes_or_no=True)

    def dated(read: Reading) -> Reading:
        def with_day(turn: Turn) -> Values:
            found = read(turn)
            return {**found, **_left_on(turn)} if found else NOTHING

        return with_day

    return Reader(dated(still.spot), dated(still.take))


def _left_on(turn: Turn) -> Values:
    found = turn.named("date")
    has_left = words.one_of(turn.text, EMPLOYMENT) == words.left()
    return {LEFT_ON: found.value} if found and has_left else NOTHING


EMPLOYED = Field(EMPLOYMENT, _employment())
LEFT = Field(
    LEFT_ON,
    Reader(readers.nothing, measures.iso_day(LEFT_ON).spot),
    optional=True,
    only_if=_has_left,
)
TENURE = Field("tenure", measures.length("tenure"))
WAGE = Field("monthly_wage", readers.number("monthly_wage", "money"), optional=True)


def _told(slot: str) -> Field:
    """Ask for a few words of the worker's own, which may be left out."""
    return Field(slot, own_words(slot), Takes.story, optional=True)


def _form(subject: str, *fields: Field) -> Form:
    """Begin with the employer and end with the telephone, as all of them do."""
    intent = f"report_{subject}"
    asked = (EMPLOYER, *fields, PHONE)
    return Form(f"{intent}_form", asked, started_by=frozenset({intent}))


WAGES = Form(
    "report_wages_form",
    (
        EMPLOYER,
        Field("unpaid_months", readers.months("unpaid_months")),
        Field("unpaid_amount", readers.number("unpaid_amount", "money"), optional=True),
        AREA,
        EMPLOYED,
        LEFT,
        Field(
            PEOPLE,
            readers.number(PEOPLE, "headcount"),
            optional=True,
            only_if=_is_among_others,
        ),
        Field(
            "contractor",
            readers.words_of("contractor", readers.LONGEST_LINE),
            Takes.words,
            optional=True,
            only_if=_is_on_a_site,
        ),
        PHONE,
    ),
    started_by=frozenset({"report_unpaid_wages"}),
)
INJURY = _form(
    "work_injury",
    Field("injured_on", measures.day("injured_on"), optional=True),
    AREA,
    Field("insured", picked("insured", yes_or_no=True)),
    Field("reported", picked("reported", yes_or_no=True)),
)
DISMISSAL = _form(
    "dismissal",
    TENURE,
    WAGE,
    Field("dismissed_on", measures.day("dismissed_on"), optional=True),
    _told("dismissal_reason"),
)
OVERTIME = _form("overtime", _told("overtime_pattern"), WAGE, EMPLOYED, LEFT)
INSURANCE = _form(
    "social_insurance",
    Field("insurance_kind", picked("insurance_kind", named="insurance_named")),
    Field("uninsured_for", measures.length("uninsured_for"), optional=True),
    EMPLOYED,
)
CONTRACT = _form("contract_issue", _told("contract_issue"), TENURE, EMPLOYED, LEFT)
FEMALE = _form(
    "female_worker_issue",
    Field("maternity_stage", picked("maternity_stage", named="maternity_named")),
    _told("employer_act"),
    AREA,
)
RESIGNATION = _form(
    "resignation_issue",
    Field("resigned_how", picked("resigned_how")),
    Field("resigned_on", measures.day("resigned_on"), optional=True),
    EMPLOYED,
    LEFT,
)

DISPUTES: Mapping[str, Dispute] = {
    intent: Dispute(intent, form, offer)
    for intent, form, offer in (
        ("report_unpaid_wages", WAGES, "utter_case_offered"),
        ("report_work_injury", INJURY, "utter_injury_case_offered"),
        ("report_dismissal", DISMISSAL, "utter_dismissal_case_offered"),
        ("report_overtime", OVERTIME, "utter_overtime_case_offered"),
        ("report_social_insurance", INSURANCE, "utter_case_offered"),
        ("report_contract_issue", CONTRACT, "utter_contract_case_offered"),
        ("report_female_worker_issue", FEMALE, "utter_case_offered"),
        ("report_resignation_issue", RESIGNATION, "utter_case_offered"),
    )
}
FORMS = tuple(dispute.form for dispute in DISPUTES.values())
