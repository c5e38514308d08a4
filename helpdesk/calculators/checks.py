"""Inputs that can not be: refused in Chinese before anything is reckoned."""

from datetime import date
from decimal import Decimal

from helpdesk.calculators.rules import SHARED, rules


def known_day(*days: date | None) -> None:
    """Refuse days that no claim of a living worker can have."""
    limits = rules(SHARED).content["days"]
    for day in days:
        if day is not None and not limits["first"] <= day <= limits["last"]:
            raise rules(SHARED).refusal("day", day=day, **limits)


def not_before(later: date | None, earlier: date) -> None:
    """Refuse an end before its beginning."""
    if later is not None and later < earlier:
        raise rules(SHARED).refusal("reversed", earlier=earlier, later=later)


def not_ahead(day: date, *, today: date) -> None:
    """Refuse an event that has not happened yet."""
    if day > today:
        raise rules(SHARED).refusal("ahead", day=day)


def wage(*amounts: Decimal | None) -> None:
    """Refuse wages that are nothing, not a number, or beyond all belief."""
    highest = rules(SHARED).number("highest_wage")
    for amount in amounts:
        if amount is None:
            continue
        if not (amount.is_finite() and 0 < amount <= highest):
            raise rules(SHARED).refusal("wage", highest=highest)


def count(number: Decimal | int, *, most: int, what: str) -> None:
    """Refuse hours, days or years that are negative or too many."""
    if not (Decimal(number).is_finite() and 0 <= number <= most):
        raise rules(SHARED).refusal(what, most=most)


def temperature(degrees: Decimal | None) -> None:
    """Refuse what no thermometer in Shenzhen shows."""
    lowest = rules(SHARED).number("lowest_temperature")
    highest = rules(SHARED).number("highest_temperature")
    if degrees is None:
        return
    if not (degrees.is_finite() and lowest <= degrees <= highest):
        raise rules(SHARED).refusal("temperature", lowest=lowest, highest=highest)
