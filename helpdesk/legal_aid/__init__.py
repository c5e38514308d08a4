"""Legal aid: the nearest lawyer, and how long a claim may wait."""

from helpdesk.legal_aid.policy import Limitation
from helpdesk.legal_aid.service import DutyView, legal_aid

__all__ = ["DutyView", "Limitation", "legal_aid"]
