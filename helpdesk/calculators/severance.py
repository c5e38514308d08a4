"""Economic compensation: N, N+1 and 2N."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from helpdesk.calculators import checks
from helpdesk.calculators.dates import MONTHS, stretch
from helpdesk.calculators.leaving import Leaving, Pays
from helpdesk.calculators.minimum_wage import minimum_wage
from helpdesk.calculators.money import NOTHING
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import Citation, cite, governing, statutes
from helpdesk.money import rounded

RULES = "severance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Severance(Reckoning):
    """What is due: `months` of `base`, with the wage instead of notice in it."""

    due: bool
    amount: Decimal
    months: Decimal
    base: Decimal
    notice: Decimal


def severance(leaving: Leaving) -> Severance:
    """Reckon what the employer owes for the end of an employment.

    Raises:
        InvalidInput: A wage or day is impossible, or the end lies before the law.
    """
    _check(leaving)
    ground = rules(RULES).content["grounds"][leaving.ground]
    pays = Pays(ground["pays"])
    if pays is Pays.nothing:
        return _nothing(ground, leaving)
    steps, cautions = [ground["why"]], _unknowns(leaving, pays)
    base = _base(leaving, steps)
    months = _months(leaving, pays, steps)
    base, months = _capped(leaving, base, months, steps)
    notice = _notice(leaving, pays)
    amount = _amount(base, months, notice, pays, steps)
    return Severance(
        due=True,
        amount=amount,
        months=months,
        base=base,
        notice=notice,
        steps=tuple(steps),
        citations=governing(leaving.left_on, _citations(ground, leaving, pays)),
        cautions=cautions,
    )


def _check(leaving: Leaving) -> None:
    checks.known_day(leaving.joined_on, leaving.left_on)
    checks.not_before(leaving.left_on, leaving.joined_on)
    checks.wage(leaving.wage, leaving.last_wage, leaving.local_average)
    law = statutes()["contract_law"].in_force
    if leaving.left_on < law:
        raise rules(RULES).refusal("before_law", first=law)


def _nothing(ground: dict[str, Any], leaving: Leaving) -> Severance:
    return Severance(
        due=False,
        amount=NOTHING,
        months=NOTHING,
        base=NOTHING,
        notice=NOTHING,
        steps=(ground["why"],),
        citations=governing(leaving.left_on, _cited(ground)),
    )


def _first(leaving: Leaving, pays: Pays) -> date:
    """Return where the counting starts: at the law, but for 2N at the hiring."""
    law = statutes()["contract_law"].in_force
    return leaving.joined_on if pays is Pays.double else max(leaving.joined_on, law)


def _months(leaving: Leaving, pays: Pays, steps: list[str]) -> Decimal:
    first = _first(leaving, pays)
    served = stretch(first, leaving.left_on)
    years, months = divmod(served.months, MONTHS)
    count = Decimal(years)
    if months >= rules(RULES).whole("half_year"):
        count += 1
    elif months or served.days:
        count += rules(RULES).number("half_month")
    rest = rules(RULES).say("rest", days=served.days) if served.days else ""
    steps.append(
        rules(RULES).say(
            "service",
            first=first,
            last=leaving.left_on,
            years=years,
            months=months,
            rest=rest,
        )
    )
    steps.append(rules(RULES).say("counted", n=count))
    return count


def _base(leaving: Leaving, steps: list[str]) -> Decimal:
    lowest = minimum_wage(leaving.left_on).monthly or NOTHING
    base = max(leaving.wage, lowest)
    told = "wage" if base == leaving.wage else "raised"
    steps.append(rules(RULES).say(told, wage=leaving.wage, base=base))
    return base


def _capped(
    leaving: Leaving, base: Decimal, months: Decimal, steps: list[str]
) -> tuple[Decimal, Decimal]:
    if leaving.local_average is None:
        return base, months
    highest = leaving.local_average * rules(RULES).number("cap_times")
    if base <= highest:
        return base, months
    most = rules(RULES).number("cap_years")
    months = min(months, most)
    steps.append(
        rules(RULES).say(
            "capped",
            wage=base,
            average=leaving.local_average,
            base=highest,
            most=most,
            n=months,
        )
    )
    return highest, months


def _notice(leaving: Leaving, pays: Pays) -> Decimal:
    if pays is not Pays.notice or leaving.gave_notice:
        return NOTHING
    return leaving.last_wage or leaving.wage


def _amount(
    base: Decimal, months: Decimal, notice: Decimal, pays: Pays, steps: list[str]
) -> Decimal:
    double = pays is Pays.double
    times = rules(RULES).number("double") if double else Decimal(1)
    amount = rounded(base * months * times)
    told = "double" if double else "n"
    steps.append(rules(RULES).say(told, base=base, n=months, amount=amount))
    if notice:
        amount = rounded(amount + notice)
        steps.append(rules(RULES).say("notice", notice=notice, amount=amount))
    return amount


def _unknowns(leaving: Leaving, pays: Pays) -> tuple[str, ...]:
    caution = rules(RULES).caution
    said = []
    if _first(leaving, pays) != leaving.joined_on:
        said.append(caution("old_service", joined=leaving.joined_on))
    if leaving.local_average is None:
        said.append(caution("average"))
    if minimum_wage(leaving.left_on).monthly is None:
        said.append(caution("minimum"))
    if _notice(leaving, pays) and leaving.last_wage is None:
        said.append(caution("last_wage"))
    return tuple(said)


def _citations(
    ground: dict[str, Any], leaving: Leaving, pays: Pays
) -> tuple[Citation, ...]:
    old = _first(leaving, pays) != leaving.joined_on
    return (
        *_cited(ground),
        *cite("contract_law", "47", *(("97",) if old else ())),
        *cite("contract_rules", "27"),
        *(cite("contract_rules", "20") if _notice(leaving, pays) else ()),
    )


def _cited(ground: dict[str, Any]) -> tuple[Citation, ...]:
    return tuple(
        citation
        for statute, articles in ground["cites"].items()
        for citation in cite(statute, *articles)
    )
