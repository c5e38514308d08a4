"""How an employment ended, and what kind of payment that gives."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Ground(StrEnum):
    """Why the employment ended; the file of rules says what each one gives."""

    employer_at_fault = "employer_at_fault"
    agreed_by_employer = "agreed_by_employer"
    agreed_by_worker = "agreed_by_worker"
    no_fault_dismissal = "no_fault_dismissal"
    redundancy = "redundancy"
    expiry = "expiry"
    expiry_declined = "expiry_declined"
    task_finished = "task_finished"
    closure = "closure"
    unlawful = "unlawful"
    resignation = "resignation"
    serious_misconduct = "serious_misconduct"
    part_time = "part_time"


class Pays(StrEnum):
    """What a ground gives."""

    n = "n"
    notice = "notice"
    double = "double"
    nothing = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How an employment ended; wages are monthly, `left_on` is the last day.

    `local_average` is the city's average monthly wage of the year before, which no
    table here holds: without it nothing is capped, and the answer says so.
    """

    ground: Ground
    joined_on: date
    left_on: date
    wage: Decimal
    last_wage: Decimal | None = None
    gave_notice: bool = False
    local_average: Decimal | None = None
