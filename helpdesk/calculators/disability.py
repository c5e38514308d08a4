"""The lump sum for a disability that a work injury has left."""

from dataclasses import dataclass
from decimal import Decimal

from helpdesk.calculators import checks
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import cite
from helpdesk.money import rounded

RULES = "disability"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisabilityPay(Reckoning):
    """The lump sum, in months of the worker's own wage and in yuan."""

    months: int
    amount: Decimal


def disability_pay(grade: int, *, wage: Decimal) -> DisabilityPay:
    """Reckon the lump sum of a grade, 1 the gravest and 10 the lightest.

    Raises:
        InvalidInput: There is no such grade, or the wage is impossible.
    """
    checks.wage(wage)
    entry = rules(RULES).content["grades"].get(grade)
    if entry is None:
        most = rules(RULES).whole("highest_grade")
        raise rules(RULES).refusal("grade", most=most)
    months = entry["months"]
    amount = rounded(wage * months)
    stays = grade <= rules(RULES).whole("stays_until")
    lump = rules(RULES).say(
        "lump", grade=grade, months=months, wage=wage, amount=amount
    )
    return DisabilityPay(
        months=months,
        amount=amount,
        steps=(lump, rules(RULES).say("stays" if stays else "leaves")),
        citations=cite("injury_rules", entry["article"], "62", "64"),
        cautions=_cautions(stays=stays),
    )


def _cautions(*, stays: bool) -> tuple[str, ...]:
    names = ("wage", "uninsured") if stays else ("wage", "uninsured", "province")
    return tuple(rules(RULES).caution(name) for name in names)
