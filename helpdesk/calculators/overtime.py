"""Overtime pay: 150 % on workdays, 200 % on rest days, 300 % on holidays."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from helpdesk.calculators import checks
from helpdesk.calculators.money import NOTHING
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import Citation, cite, cite_in_force, statutes
from helpdesk.money import rounded

RULES = "overtime"
KINDS = ("workday", "rest_day", "holiday")
CONVERSION = {"conversion_2008": ("2",), "conversion_2025": ("2",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A month's overtime; hours of rest days only where no time off was given."""

    workday: Decimal = NOTHING
    rest_day: Decimal = NOTHING
    holiday: Decimal = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class OvertimePay(Reckoning):
    """What is due for a month's overtime, by the kind of day."""

    hourly: Decimal
    workday: Decimal
    rest_day: Decimal
    holiday: Decimal
    amount: Decimal


def overtime_pay(hours: Hours, *, wage: Decimal, on: date) -> OvertimePay:
    """Reckon the overtime pay of one month from its wage for normal hours.

    Raises:
        InvalidInput: Hours or wage are impossible, or the month lies before the rule.
    """
    _check(hours, wage, on)
    workday, rest_day, holiday = (_pay(hours, kind, wage) for kind in KINDS)
    amount = workday + rest_day + holiday
    return OvertimePay(
        hourly=rounded(wage / _month()),
        workday=workday,
        rest_day=rest_day,
        holiday=holiday,
        amount=amount,
        steps=_steps(hours, wage, amount),
        citations=_citations(on),
        cautions=_cautions(hours),
    )


def daily_wage(monthly: Decimal) -> Decimal:
    """Return a day's pay of a monthly wage, exact: rounding comes last."""
    return monthly / rules(RULES).number("paid_days")


def check_conversion(on: date) -> None:
    """Refuse days for which no rule of conversion is held here."""
    checks.known_day(on)
    first = statutes()["conversion_2008"].in_force
    if on < first:
        raise rules(RULES).refusal("before_law", first=first)


def cite_conversion(on: date) -> tuple[Citation, ...]:
    """Cite the notice on 21.75 days that was in force on a day."""
    return cite_in_force(on, CONVERSION)


def _check(hours: Hours, wage: Decimal, on: date) -> None:
    checks.wage(wage)
    most = rules(RULES).whole("most_hours")
    for kind in KINDS:
        checks.count(getattr(hours, kind), most=most, what="hours")
    checks.count(
        hours.workday + hours.rest_day + hours.holiday, most=most, what="hours"
    )
    check_conversion(on)


def _month() -> Decimal:
    return rules(RULES).number("paid_days") * rules(RULES).number("day_hours")


def _pay(hours: Hours, kind: str, wage: Decimal) -> Decimal:
    worked: Decimal = getattr(hours, kind)
    return rounded(wage * worked * rules(RULES).number(kind) / _month())


def _steps(hours: Hours, wage: Decimal, amount: Decimal) -> tuple[str, ...]:
    sentence = rules(RULES).say
    hourly = sentence(
        "hourly",
        wage=wage,
        days=rules(RULES).number("paid_days"),
        hours=rules(RULES).number("day_hours"),
        hourly=wage / _month(),
    )
    kinds = (
        sentence(kind, hours=getattr(hours, kind), amount=_pay(hours, kind, wage))
        for kind in KINDS
        if getattr(hours, kind)
    )
    return (hourly, *kinds, sentence("total", amount=amount))


def _citations(on: date) -> tuple[Citation, ...]:
    return (*cite("labour_law", "44", "41"), *cite_conversion(on))


def _cautions(hours: Hours) -> tuple[str, ...]:
    caution = rules(RULES).caution
    most = rules(RULES).number("month_hours")
    said = (caution("base"), caution("special"))
    if hours.workday <= most:
        return said
    return (*said, caution("too_long", hours=hours.workday, most=most))
