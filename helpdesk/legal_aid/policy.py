"""The rules of legal aid: until when a worker may go to arbitration."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpdesk.calculators.arbitration import RULES as RECKONING
from helpdesk.calculators.dates import after, rolled
from helpdesk.calculators.rules import rules as numbers
from helpdesk.rules import rules

RULES = Path(__file__).with_name("limitation.yml")


@dataclass(frozen=True, slots=True)
class Limitation:
    """Whether the time for claiming wages is running, and until when."""

    running: bool
    deadline: date | None
    expired: bool
    sources: tuple[str, ...]


def limitation(*, left_on: date | None, today: date) -> Limitation:
    """Say until when unpaid wages may be claimed by arbitration.

    While the employment lasts (`left_on` is None or still ahead) the time does not
    run; it ends one year after the employment did. A last day of rest is put off to
    the next working day, and told only when it is all that is left: who is early
    needs no calendar.
    """
    said = rules(RULES)
    sources = (said["wages_in_employment"], said["general"])
    if left_on is None or left_on > today:
        return Limitation(False, None, False, sources[:1])
    plain = after(left_on, years=numbers(RECKONING).whole("years"))
    last = rolled(plain)
    deadline = last if plain < today <= last else plain
    return Limitation(True, deadline, today > last, sources)
