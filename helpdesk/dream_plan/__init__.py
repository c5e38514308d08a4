"""The Dream Plan: whether someone can probably apply."""

from helpdesk.dream_plan.policy import Check, Eligibility, Outcome, Verdict
from helpdesk.dream_plan.service import dream_plan

__all__ = ["Check", "Eligibility", "Outcome", "Verdict", "dream_plan"]
