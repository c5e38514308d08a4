"""The rules of legal aid: until when a worker may go to arbitration."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).with_name("limitation.yml")


@dataclass(frozen=True, slots=True)
class Limitation:
    """Whether the time for claiming wages is running, and until when."""

    running: bool
    deadline: date | None
    expired: bool
    sources: tuple[str, ...]


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def years_after(day: date, years: int) -> date:
    """Return the corresponding day some years later; 29 February becomes the 28th.

    >>> years_after(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def limitation(*, left_on: date | None, today: date) -> Limitation:
    """Say until when unpaid wages may be claimed by arbitration.

    While the employment lasts (`left_on` is None or still ahead) the time does not
    run; it ends one year after the employment did.
    """
    rules = _rules()
    sources = (rules["wages_in_employment"], rules["general"])
    if left_on is None or left_on > today:
        return Limitation(False, None, False, sources[:1])
    deadline = years_after(left_on, rules["years"])
    return Limitation(True, deadline, today > deadline, sources)
