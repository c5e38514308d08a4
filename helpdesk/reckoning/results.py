"""From what an officer filled in to a figure with its steps and articles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from helpdesk import clock
from helpdesk.calculators import (
    Claim,
    Ground,
    Hours,
    Leaving,
    Reckoning,
    Subject,
    Unwritten,
    arbitration_limit,
    cited_as,
    disability_pay,
    double_wage,
    injury_limits,
    overtime_pay,
    severance,
    unused_leave_pay,
)
from helpdesk.errors import InvalidInput
from helpdesk.reckoning.forms import Field, FormKind, form

MOST = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What came out, in sentences."""

    steps: tuple[str, ...]
    articles: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """The answers, read by their kinds; what was left open is not in them."""

    days: Mapping[str, date]
    numbers: Mapping[str, Decimal]
    choices: Mapping[str, str]

    def number(self, name: str) -> Decimal:
        """Return a number that may have been left open."""
        return self.numbers.get(name, Decimal(0))

    def whole(self, name: str) -> int:
        """Return a number that has no fraction."""
        number = self.numbers[name]
        if number != int(number):
            raise InvalidInput(f"{name} is a whole number")
        return int(number)


def reckon(name: str, answers: Mapping[str, str]) -> Reckoned:
    """Reckon with what was filled in.

    Raises:
        NotFound: There is no such calculator.
        InvalidInput: Something is missing or impossible.
    """
    asked = form(name)
    found = CALCULATORS[name](_filled(asked.fields, answers))
    return Reckoned(
        steps=found.steps,
        articles=tuple(map(cited_as, found.citations)),
        cautions=found.cautions,
    )


def _filled(fields: Mapping[str, Field], answers: Mapping[str, str]) -> Filled:
    days: dict[str, date] = {}
    numbers: dict[str, Decimal] = {}
    choices: dict[str, str] = {}
    for name, field in fields.items():
        said = answers.get(name, "").strip()
        if not said:
            if field.optional:
                continue
            raise InvalidInput(f"{name} is missing")
        match field.kind:
            case FormKind.day:
                days[name] = _day(said)
            case FormKind.choice:
                choices[name] = _choice(said, field)
            case _:
                numbers[name] = _number(said)
    return Filled(days, numbers, choices)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise InvalidInput("not a day") from None


def _number(said: str) -> Decimal:
    try:
        number = Decimal(said)
    except InvalidOperation:
        raise InvalidInput("not a number") from None
    if not number.is_finite() or not 0 <= number <= MOST:
        raise InvalidInput("an impossible number")
    return number


def _choice(said: str, field: Field) -> str:
    if said not in field.choices:
        raise InvalidInput("not one of the choices")
    return said


def _severance(told: Filled) -> Reckoning:
    leaving = Leaving(
        ground=Ground(told.choices["ground"]),
        joined_on=told.days["joined_on"],
        left_on=told.days["left_on"],
        wage=told.numbers["wage"],
    )
    return severance(leaving)


def _overtime(told: Filled) -> Reckoning:
    hours = Hours(
        workday=told.number("workday"),
        rest_day=told.number("rest_day"),
        holiday=told.number("holiday"),
    )
    return overtime_pay(hours, wage=told.numbers["wage"], on=told.days["day"])


def _double_wage(told: Filled) -> Reckoning:
    work = Unwritten(
        started_on=told.days["started_on"],
        wage=told.numbers["wage"],
        signed_on=told.days.get("signed_on"),
        left_on=told.days.get("left_on"),
    )
    return double_wage(work, today=clock.today())


def _leave_pay(told: Filled) -> Reckoning:
    days = told.whole("days")
    return unused_leave_pay(days, wage=told.numbers["wage"], on=told.days["day"])


def _disability(told: Filled) -> Reckoning:
    return disability_pay(told.whole("grade"), wage=told.numbers["wage"])


def _injury_limit(told: Filled) -> Reckoning:
    return injury_limits(told.days["injured_on"], today=clock.today())


def _limit(told: Filled) -> Reckoning:
    subject = Subject(told.choices["subject"])
    is_wages = subject is Subject.wages
    claim = Claim(
        subject=subject,
        left_on=told.days.get("left_on") if is_wages else None,
        known_on=None if is_wages else told.days.get("known_on"),
    )
    return arbitration_limit(claim, today=clock.today())


CALCULATORS: Mapping[str, Callable[[Filled], Reckoning]] = {
    "severance": _severance,
    "overtime": _overtime,
    "double_wage": _double_wage,
    "leave_pay": _leave_pay,
    "disability": _disability,
    "injury_limit": _injury_limit,
    "limit": _limit,
}
