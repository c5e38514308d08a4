"""Legal aid: the nearest lawyer, who may have aid, what first, and the cases."""

from helpdesk.legal_aid.cases import legal_cases
from helpdesk.legal_aid.eligibility import Aid, AidFacts, is_exempt, judge_aid
from helpdesk.legal_aid.policy import Limitation
from helpdesk.legal_aid.referrals import referrals
from helpdesk.legal_aid.service import DutyView, legal_aid
from helpdesk.legal_aid.triage import (
    DisputeFacts,
    Document,
    Triage,
    dispute_of,
    documents_for,
    triage,
)

__all__ = [
    "Aid",
    "AidFacts",
    "DisputeFacts",
    "Document",
    "DutyView",
    "Limitation",
    "Triage",
    "dispute_of",
    "documents_for",
    "is_exempt",
    "judge_aid",
    "legal_aid",
    "legal_cases",
    "referrals",
    "triage",
]
