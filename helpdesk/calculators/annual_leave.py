"""Paid annual leave: how many days, of part of a year, and what unused ones pay."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from helpdesk.calculators import checks
from helpdesk.calculators.dates import MONTHS
from helpdesk.calculators.money import NOTHING
from helpdesk.calculators.overtime import (
    check_conversion,
    cite_conversion,
    daily_wage,
)
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import cite, governing, statutes
from helpdesk.money import rounded

RULES = "annual_leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides a year's leave; years count over all employers."""

    worked_years: int
    continuous_year: bool = True
    school_holidays: int = 0
    paid_personal_days: int = 0
    sick_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualLeave(Reckoning):
    """Whole days of leave."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePay(Reckoning):
    """What unused leave pays: 300 % in all, of which `extra` is still owed."""

    total: Decimal
    extra: Decimal


def annual_leave(standing: Standing) -> AnnualLeave:
    """Say how many days of leave a whole year gives.

    Raises:
        InvalidInput: Years, days or months are impossible.
    """
    _check(standing)
    tiers = rules(RULES).content["tiers"]
    tier = next((t for t in tiers if standing.worked_years >= t["years"]), None)
    if tier is None or not standing.continuous_year:
        told = "too_short" if tier is None else "not_continuous"
        return _leave(0, rules(RULES).say(told), articles=("2", "3"))
    entitled = rules(RULES).say("entitled", **tier)
    lost = _lost(standing, tier)
    if lost:
        return _leave(0, entitled, lost, articles=("3", "4"))
    return _leave(tier["days"], entitled, articles=("2", "3"))


def part_year_leave(
    full: int,
    *,
    joined_on: date | None = None,
    left_on: date | None = None,
    taken: int = 0,
) -> AnnualLeave:
    """Convert a year's leave for who came or went in the course of it.

    Raises:
        InvalidInput: There is no day, or one is impossible, or the days are.
    """
    first, last = _year_at_employer(joined_on, left_on)
    for days in (full, taken):
        checks.count(days, most=rules(RULES).whole("most_days"), what="leave_days")
    calendar = (last - first).days + 1
    year = rules(RULES).number("year_days")
    exact = min(Decimal(full), calendar * full / year)
    left = int((exact - taken).to_integral_value(ROUND_FLOOR))
    sentence = rules(RULES).say
    part = sentence(
        "part", first=first, last=last, calendar=calendar, full=full, exact=exact
    )
    measures = cite("leave_measures", "3", "12" if left_on else "5")
    steps = [part, *([sentence("taken", taken=taken)] if taken else [])]
    steps.append(sentence("surplus") if left < 0 else sentence("floored", days=left))
    return AnnualLeave(
        days=max(left, 0),
        steps=tuple(steps),
        citations=governing(last, (*cite("leave_rules", "3"), *measures)),
        cautions=_cautions("better", *(("joining",) if joined_on else ())),
    )


def unused_leave_pay(
    days: int, *, wage: Decimal, on: date, declined: bool = False
) -> LeavePay:
    """Reckon the pay of unused leave; none beyond the wage for who declined it.

    Raises:
        InvalidInput: Days or wage are impossible, or the day lies before the rule.
    """
    checks.wage(wage)
    checks.count(days, most=rules(RULES).whole("most_days"), what="leave_days")
    check_conversion(on)
    sentence, daily = rules(RULES).say, daily_wage(wage)
    times, paid = rules(RULES).number("times"), rules(RULES).number("times_paid")
    total, extra = rounded(daily * days * times), rounded(daily * days * (times - paid))
    steps: tuple[str, ...] = (
        sentence("daily", wage=wage, daily=daily),
        sentence("pay", days=days, total=total),
        sentence("extra", extra=extra),
    )
    if declined:
        total, extra, steps = rounded(daily * days), NOTHING, (sentence("declined"),)
    return LeavePay(
        total=total,
        extra=extra,
        steps=steps,
        citations=(
            *cite("leave_rules", "5"),
            *cite("leave_measures", "10", "11"),
            *cite_conversion(on),
        ),
        cautions=_cautions("better", "wage"),
    )


def _check(standing: Standing) -> None:
    number = rules(RULES).whole
    years, months, days = (
        number("most_years"),
        number("most_months"),
        number("most_days"),
    )
    checks.count(standing.worked_years, most=years, what="worked_years")
    checks.count(standing.sick_months, most=months, what="sick_months")
    checks.count(standing.school_holidays, most=days, what="leave_days")
    checks.count(standing.paid_personal_days, most=days, what="leave_days")


def _lost(standing: Standing, tier: dict[str, Any]) -> str | None:
    """Say what takes a year's leave away, if anything does."""
    sentence, days = rules(RULES).say, tier["days"]
    most = rules(RULES).whole("personal_days")
    if standing.school_holidays > days:
        return sentence("school", school=standing.school_holidays, days=days)
    if standing.paid_personal_days >= most:
        return sentence("personal", personal=standing.paid_personal_days, most=most)
    if standing.sick_months >= tier["sick_months"]:
        return sentence("sick", sick=standing.sick_months, most=tier["sick_months"])
    return None


def _leave(days: int, *steps: str, articles: tuple[str, ...]) -> AnnualLeave:
    return AnnualLeave(
        days=days,
        steps=steps,
        citations=cite("leave_rules", *articles),
        cautions=_cautions("better"),
    )


def _year_at_employer(
    joined_on: date | None, left_on: date | None
) -> tuple[date, date]:
    """Return the first and last day at this employer in the year that is asked for."""
    checks.known_day(joined_on, left_on)
    anchor = left_on or joined_on
    if anchor is None:
        raise rules(RULES).refusal("days")
    law = statutes()["leave_rules"].in_force
    if anchor < law:
        raise rules(RULES).refusal("wrong_year", first=law)
    first, last = date(anchor.year, 1, 1), date(anchor.year, MONTHS, 31)
    if joined_on is not None:
        checks.not_before(left_on, joined_on)
        first = max(first, joined_on)
    return first, left_on or last


def _cautions(*names: str) -> tuple[str, ...]:
    return tuple(rules(RULES).caution(name) for name in names)
