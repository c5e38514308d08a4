"""Risk reports: signs of trouble at an employer, and who has to know."""

from helpdesk.risk.dangers import Danger, DangerKind, danger, known, of_intent
from helpdesk.risk.policy import Assessment, Reason, RiskFacts, assess
from helpdesk.risk.service import Told, Who, risk

__all__ = [
    "Assessment",
    "Danger",
    "DangerKind",
    "Reason",
    "RiskFacts",
    "Told",
    "Who",
    "assess",
    "danger",
    "known",
    "of_intent",
    "risk",
]
