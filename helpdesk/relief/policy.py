"""The rules of summer relief: what the heat allowance is and was, and who has it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from helpdesk.calculators import checks
from helpdesk.calculators.money import NOTHING
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import Rules, read_rules
from helpdesk.calculators.statutes import WHOLE, cite
from helpdesk.errors import NotFound
from helpdesk.relief.summers import SummerMonth, summer_months

RULES = Path(__file__).with_name("heat_allowance.yml")


@dataclass(frozen=True, slots=True)
class HeatAllowance:
    """Guangdong's heat allowance in one period, in CNY."""

    since: date
    monthly: Decimal
    daily: Decimal
    source: str
    year: int
    confidence: str
    cites: str


@dataclass(frozen=True, slots=True)
class HeatRules:
    """The months in which the allowance is paid, and its periods, oldest first."""

    months: tuple[int, ...]
    periods: tuple[HeatAllowance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatOwed(Reckoning):
    """What is owed for a time, with the sum of every month in the steps."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatEntitlement(Reckoning):
    """Whether a workplace has the allowance; None is: the temperature decides."""

    entitled: bool | None


@cache
def heat_rules() -> HeatRules:
    """Read the rules from the file that officers can read as well."""
    content = _rules().content
    periods = tuple(
        HeatAllowance(
            since=period["since"],
            monthly=Decimal(period["monthly"]),
            daily=Decimal(period["daily"]),
            source=period["source"],
            year=period["year"],
            confidence=period["confidence"],
            cites=period["cites"],
        )
        for period in content["periods"]
    )
    return HeatRules(tuple(content["months"]), periods)


def heat_allowance(on: date) -> HeatAllowance:
    """Return the allowance in force on a day.

    Raises:
        NotFound: The day lies before the oldest known period.
    """
    in_force = [period for period in heat_rules().periods if period.since <= on]
    if not in_force:
        raise NotFound(str(_rules().refusal("unknown", first=_oldest())))
    return in_force[-1]


def heat_due(*, months: int, on: date) -> Decimal:
    """Return what is due in one summer, in CNY, by the rate in force on a day.

    Raises:
        InvalidInput: There are no so many months of heat allowance in a year.
    """
    longest = len(heat_rules().months)
    if not 1 <= months <= longest:
        raise _rules().refusal("months", most=longest)
    return months * heat_allowance(on).monthly


def heat_owed(first: date, last: date) -> HeatOwed:
    """Reckon the allowance from a first to a last day of work in the heat.

    Whole months pay the monthly rate; of part of a month each paid day (Monday to
    Friday) pays the daily rate, and never more than the month.

    Raises:
        InvalidInput: The days are reversed, too far apart, or before all periods.
    """
    _check_span(first, last)
    summer = summer_months(first, last, heat_rules().months)
    paid = [(month, _pay(month)) for month in summer]
    amount = sum((pay for _, pay in paid), NOTHING)
    lines = tuple(_line(month, pay) for month, pay in paid)
    end = _rules().say("total", amount=amount) if paid else _rules().say("none")
    notices = dict.fromkeys(heat_allowance(month.first).cites for month in summer)
    parts = any(not month.whole for month in summer)
    return HeatOwed(
        amount=amount,
        steps=(*lines, end),
        citations=tuple(c for name in notices for c in cite(name, WHOLE)),
        cautions=_cautions("wage", *(("workdays",) if parts else ())),
    )


def heat_entitlement(
    *, on: date, outdoors: bool, temperature: Decimal | None = None
) -> HeatEntitlement:
    """Say whether work in a month outdoors, or at a temperature indoors, has it.

    Raises:
        InvalidInput: No workplace has such a temperature, or the day is too early.
    """
    checks.known_day(on)
    checks.temperature(temperature)
    _check_known(on)
    entitled, why = _entitled(on, outdoors=outdoors, temperature=temperature)
    return HeatEntitlement(
        entitled=entitled,
        steps=(why,),
        citations=cite("guangdong_heat", WHOLE),
        cautions=_cautions("wage") if entitled else (),
    )


def _rules() -> Rules:
    return read_rules(RULES)


def _oldest() -> date:
    return heat_rules().periods[0].since


def _check_known(day: date) -> None:
    if day < _oldest():
        raise _rules().refusal("unknown", first=_oldest())


def _check_span(first: date, last: date) -> None:
    most = _rules().whole("most_years")
    checks.known_day(first, last)
    if last < first:
        raise _rules().refusal("span", first=first, last=last)
    if last.year - first.year > most:
        raise _rules().refusal("too_long", most=most)
    _check_known(first)


def _pay(month: SummerMonth) -> Decimal:
    rate = heat_allowance(month.first)
    return rate.monthly if month.whole else min(rate.monthly, rate.daily * month.days)


def _line(month: SummerMonth, pay: Decimal) -> str:
    return _rules().say(
        "whole" if month.whole else "part",
        year=month.first.year,
        month=month.first.month,
        days=month.days,
        daily=heat_allowance(month.first).daily,
        amount=pay,
    )


def _entitled(
    on: date, *, outdoors: bool, temperature: Decimal | None
) -> tuple[bool | None, str]:
    limit = _rules().number("indoor")
    if on.month not in heat_rules().months:
        return False, _rules().say("not_month", month=on.month)
    if outdoors:
        return True, _rules().say("outdoors")
    if temperature is None:
        return None, _rules().say("unmeasured", limit=limit)
    told = "hot" if temperature >= limit else "cool"
    return told == "hot", _rules().say(told, temperature=temperature, limit=limit)


def _cautions(*names: str) -> tuple[str, ...]:
    return tuple(_rules().caution(name) for name in names)
