"""What is made of a transcript: requests, risks, a summary; pure and explainable."""

from helpdesk.transcripts.analysis.abstract import abstract
from helpdesk.transcripts.analysis.analyst import Analyst
from helpdesk.transcripts.analysis.exchange import (
    analysis_as_json,
    analysis_from_json,
)
from helpdesk.transcripts.analysis.model import (
    Analysis,
    Asked,
    Fact,
    Named,
    Risk,
    RiskKind,
    Routed,
    Summary,
)
from helpdesk.transcripts.analysis.requests import to_tickets

__all__ = [
    "Analysis",
    "Analyst",
    "Asked",
    "Fact",
    "Named",
    "Risk",
    "RiskKind",
    "Routed",
    "Summary",
    "abstract",
    "analysis_as_json",
    "analysis_from_json",
    "to_tickets",
]
