"""Risk reports: signs of trouble at an employer, and who has to know."""

from helpdesk.risk.policy import Assessment, Reason, RiskFacts, assess
from helpdesk.risk.service import Told, Who, risk

__all__ = ["Assessment", "Reason", "RiskFacts", "Told", "Who", "assess", "risk"]
