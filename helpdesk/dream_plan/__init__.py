"""The Dream Plan: who can probably apply, the years, and the applications."""

from helpdesk.dream_plan.applications import dream_applications
from helpdesk.dream_plan.cohorts import dream_cohorts
from helpdesk.dream_plan.plans import Plan, PlanMeant, facts_of, tell_apart
from helpdesk.dream_plan.policy import Check, Eligibility, Outcome, Verdict
from helpdesk.dream_plan.service import dream_plan

__all__ = [
    "Check",
    "Eligibility",
    "Outcome",
    "Plan",
    "PlanMeant",
    "Verdict",
    "dream_applications",
    "dream_cohorts",
    "dream_plan",
    "facts_of",
    "tell_apart",
]
