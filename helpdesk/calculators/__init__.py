"""What the law gives a worker, reckoned: deadlines and amounts with their reasons.

Every function is pure: it takes plain facts and the day it is asked, and returns the
figure with its steps in Chinese, the articles behind it, and what is not verified.
"""

from helpdesk.calculators.annual_leave import (
    AnnualLeave,
    LeavePay,
    Standing,
    annual_leave,
    part_year_leave,
    unused_leave_pay,
)
from helpdesk.calculators.arbitration import (
    ArbitrationLimit,
    Claim,
    Subject,
    arbitration_limit,
)
from helpdesk.calculators.dates import Pause
from helpdesk.calculators.disability import DisabilityPay, disability_pay
from helpdesk.calculators.double_wage import DoubleWage, Unwritten, double_wage
from helpdesk.calculators.injury import InjuryLimits, injury_limits
from helpdesk.calculators.leaving import Ground, Leaving
from helpdesk.calculators.minimum_wage import MinimumWage, minimum_wage
from helpdesk.calculators.overtime import Hours, OvertimePay, overtime_pay
from helpdesk.calculators.probation import Contract, Probation, Term, probation
from helpdesk.calculators.results import Reckoning, cited_as
from helpdesk.calculators.severance import Severance, severance
from helpdesk.calculators.statutes import Citation
from helpdesk.calculators.supervision import SupervisionLimit, supervision_limit

__all__ = [
    "AnnualLeave",
    "ArbitrationLimit",
    "Citation",
    "Claim",
    "Contract",
    "DisabilityPay",
    "DoubleWage",
    "Ground",
    "Hours",
    "InjuryLimits",
    "LeavePay",
    "Leaving",
    "MinimumWage",
    "OvertimePay",
    "Pause",
    "Probation",
    "Reckoning",
    "Severance",
    "Standing",
    "Subject",
    "SupervisionLimit",
    "Term",
    "Unwritten",
    "annual_leave",
    "arbitration_limit",
    "cited_as",
    "disability_pay",
    "double_wage",
    "injury_limits",
    "minimum_wage",
    "overtime_pay",
    "part_year_leave",
    "probation",
    "severance",
    "supervision_limit",
    "unused_leave_pay",
]
