"""Reckonings: what a worker has told, handed to a calculator, and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from actions import measures, words
from actions.disputes import CATEGORY, EMPLOYMENT, LEFT_ON
from helpdesk.calculators import (
    Claim,
    Contract,
    Ground,
    Hours,
    Leaving,
    Reckoning,
    Standing,
    Subject,
    Term,
    Unwritten,
    annual_leave,
    arbitration_limit,
    cited_as,
    disability_pay,
    double_wage,
    injury_limits,
    overtime_pay,
    probation,
    severance,
    supervision_limit,
    unused_leave_pay,
)
from helpdesk.money import plain

HOURS = "overtime_hours"
GROUND = "leaving_ground"
A_SHIFT = Decimal(8)
AN_HOUR = Decimal(1)
DAY_KINDS = ("workday", "rest_day", "holiday")  # in the order of words.yml
CITED = 2
# Not about wages: the year runs from when the worker knew, not from the end.
OTHER_CLAIMS = frozenset(
    {"report_dismissal", "report_contract_issue", "report_resignation_issue"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a result, and the reckoning behind it."""

    response: str
    fields: Mapping[str, object]
    reckoning: Reckoning

    @property
    def law(self) -> str:
        """Name the articles that decide."""
        return "、".join(cited_as(each) for each in self.reckoning.citations[:CITED])

    @property
    def cautions(self) -> str:
        """Say what was not known."""
        return "".join(self.reckoning.cautions)


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers, read back from their slots."""

    slots: Mapping[str, object]
    today: date

    def text(self, slot: str) -> str:
        """Return an answer as it was written down."""
        return str(self.slots.get(slot) or "")

    @property
    def wage(self) -> Decimal:
        """The monthly wage."""
        return Decimal(self.text("monthly_wage"))

    def months(self, slot: str) -> Decimal:
        """Return a length in months."""
        return measures.months_in(self.text(slot)) or Decimal(0)


def _severance(facts: Facts) -> Told:
    ground = facts.text(GROUND)
    if ground:
        return _severance_of(facts, Ground(ground))
    leaving = _leaving(facts, Ground.redundancy)
    lawful = severance(leaving)
    at_once = severance(replace(leaving, ground=Ground.no_fault_dismissal))
    unlawful = severance(replace(leaving, ground=Ground.unlawful))
    fields = {
        "tenure": facts.text("tenure"),
        "wage": plain(facts.wage),
        "months": plain(lawful.months),
        "lawful": plain(lawful.amount),
        "at_once": plain(at_once.amount),
        "unlawful": plain(unlawful.amount),
    }
    return Told("utter_severance_reckoned", fields, unlawful)


def _severance_of(facts: Facts, ground: Ground) -> Told:
    found = severance(_leaving(facts, ground))
    fields = {
        "why": found.steps[0],
        "tenure": facts.text("tenure"),
        "wage": plain(facts.wage),
        "months": plain(found.months),
        "amount": plain(found.amount),
    }
    due = "utter_severance_due" if found.due else "utter_severance_not_due"
    return Told(due, fields, found)


def _leaving(facts: Facts, ground: Ground) -> Leaving:
    joined_on = measures.first_day(facts.months("tenure"), facts.today)
    return Leaving(
        ground=ground, joined_on=joined_on, left_on=facts.today, wage=facts.wage
    )


def _double_wage(facts: Facts) -> Told:
    started_on = measures.first_day(facts.months("tenure"), facts.today)
    found = double_wage(
        Unwritten(started_on=started_on, wage=facts.wage), today=facts.today
    )
    fields = {
        "tenure": facts.text("tenure"),
        "wage": plain(facts.wage),
        "months": f"{found.months}",
        "amount": plain(found.amount),
        "steps": "".join(found.steps[:1]),
    }
    due = "utter_double_wage_reckoned" if found.amount else "utter_double_wage_not_due"
    return Told(due, fields, found)


def _overtime(facts: Facts) -> Told:
    names = dict(zip(words.words()["day_kind"], DAY_KINDS, strict=True))
    kind = names[facts.text("day_kind")]
    usual = AN_HOUR if kind == DAY_KINDS[0] else A_SHIFT
    hours = Decimal(facts.text(HOURS) or usual)
    found = overtime_pay(Hours(**{kind: hours}), wage=facts.wage, on=facts.today)
    fields = {
        "kind": facts.text("day_kind"),
        "wage": plain(facts.wage),
        "hourly": plain(found.hourly),
        "hours": plain(hours),
        "amount": plain(found.amount),
        "steps": "".join(found.steps[:-1]),
    }
    return Told("utter_overtime_reckoned", fields, found)


def _annual_leave(facts: Facts) -> Told:
    years = int(facts.months("worked_for") // 12)
    found = annual_leave(Standing(worked_years=years))
    fields = {"days": f"{found.days}", "steps": "".join(found.steps)}
    due = "utter_leave_reckoned" if found.days else "utter_leave_not_due"
    return Told(due, fields, found)


def _leave_pay(facts: Facts) -> Told:
    days = int(facts.text("leave_days"))
    found = unused_leave_pay(days, wage=facts.wage, on=facts.today)
    fields = {
        "days": f"{days}",
        "wage": plain(facts.wage),
        "extra": plain(found.extra),
        "steps": "".join(found.steps),
    }
    return Told("utter_leave_pay_reckoned", fields, found)


def _disability(facts: Facts) -> Told:
    grade = int(facts.text("injury_grade"))
    found = disability_pay(grade, wage=facts.wage)
    fields = {
        "grade": f"{grade}",
        "wage": plain(facts.wage),
        "months": f"{found.months}",
        "amount": plain(found.amount),
        "steps": "".join(found.steps),
    }
    return Told("utter_disability_reckoned", fields, found)


def _probation(facts: Facts) -> Told:
    contract = Contract(term=Term.open_ended, starts_on=facts.today, wage=facts.wage)
    found = probation(contract, today=facts.today)
    fields = {"wage": plain(facts.wage), "floor": plain(found.floor)}
    return Told("utter_probation_reckoned", fields, found)


def _limit(facts: Facts) -> Told:
    """Reckon the year for wages; who left hears of labour supervision as well."""
    left_on = measures.day_in(facts.text(LEFT_ON))
    if facts.text(EMPLOYMENT) != words.left() or left_on is None:
        idle = arbitration_limit(Claim(subject=Subject.wages), today=facts.today)
        return Told("utter_limit_idle", {"steps": "".join(idle.steps)}, idle)
    claim = _claim(facts, left_on)
    found = arbitration_limit(claim, today=facts.today)
    inspected = supervision_limit(left_on, today=facts.today)
    fields = {
        "steps": "".join(found.steps),
        "deadline": words.deadline(found.deadline or facts.today),
        "inspection": words.deadline(inspected.deadline or facts.today),
    }
    if found.expired:
        return Told("utter_limit_passed", fields, found)
    if claim.subject is Subject.wages:
        return Told("utter_wage_limit_reckoned", fields, found)
    return Told("utter_limit_reckoned", fields, found)


def _claim(facts: Facts, left_on: date) -> Claim:
    """Take the end of the employment for the day a dismissal was known."""
    if facts.text(CATEGORY) in OTHER_CLAIMS:
        return Claim(subject=Subject.other, known_on=left_on)
    return Claim(subject=Subject.wages, left_on=left_on)


def _injury_limit(facts: Facts) -> Told:
    injured_on = measures.day_in(facts.text("injured_on")) or facts.today
    found = injury_limits(injured_on, today=facts.today)
    fields = {
        "steps": "".join(found.steps),
        "deadline": words.deadline(found.deadline),
    }
    passed = "utter_injury_expired" if found.expired else "utter_injury_deadline_told"
    return Told(passed, fields, found)


@dataclass(frozen=True, slots=True)
class Calculation:
    """What has to be known, and the reckoning."""

    needs: tuple[str, ...]
    reckon: Callable[[Facts], Told]


CALCULATIONS: Mapping[str, Calculation] = {
    "severance": Calculation(("tenure", "monthly_wage"), _severance),
    "double_wage": Calculation(("tenure", "monthly_wage"), _double_wage),
    "overtime": Calculation(("day_kind", "monthly_wage"), _overtime),
    "annual_leave": Calculation(("worked_for",), _annual_leave),
    "leave_pay": Calculation(("leave_days", "monthly_wage"), _leave_pay),
    "disability": Calculation(("injury_grade", "monthly_wage"), _disability),
    "probation": Calculation(("monthly_wage",), _probation),
    "limit": Calculation((EMPLOYMENT, LEFT_ON), _limit),
    "injury_limit": Calculation(("injured_on",), _injury_limit),
}
