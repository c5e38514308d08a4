"""Assignment by rule 派单: who gets a ticket, and why."""

from helpdesk.assignment.keeping import Draft, rules_of_assignment
from helpdesk.assignment.service import Outcome, assignment

__all__ = ["Draft", "Outcome", "assignment", "rules_of_assignment"]
