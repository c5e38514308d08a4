"""The rules of summer relief: what the heat allowance is and was."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from helpdesk.errors import InvalidInput, NotFound

RULES = Path(__file__).with_name("heat_allowance.yml")


@dataclass(frozen=True, slots=True)
class HeatAllowance:
    """Guangdong's heat allowance in one period, in CNY."""

    since: date
    monthly: Decimal
    daily: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class HeatRules:
    """The months in which the allowance is paid, and its periods, oldest first."""

    months: tuple[int, ...]
    periods: tuple[HeatAllowance, ...]


@cache
def heat_rules() -> HeatRules:
    """Read the rules from the file that officers can read as well."""
    content = yaml.safe_load(RULES.read_text("utf-8"))
    periods = tuple(
        HeatAllowance(
            since=period["since"],
            monthly=Decimal(period["monthly"]),
            daily=Decimal(period["daily"]),
            source=period["source"],
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
        raise NotFound(f"no heat allowance is known for {on}")
    return in_force[-1]


def heat_due(*, months: int, on: date) -> Decimal:
    """Return what is due in one summer, in CNY, by the rate in force on a day.

    Raises:
        InvalidInput: There are no so many months of heat allowance in a year.
    """
    longest = len(heat_rules().months)
    if not 1 <= months <= longest:
        raise InvalidInput(f"months: 1 to {longest}, not {months}")
    return months * heat_allowance(on).monthly
