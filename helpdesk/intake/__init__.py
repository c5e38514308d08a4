"""Intake: a ticket by hand, with what the officer's notes tell filled in."""

from helpdesk.intake.calls import LiveCall
from helpdesk.intake.proposing import (
    Proposal,
    Proposer,
    proposal_of,
    shown_fields,
)
from helpdesk.intake.service import Notes, intake

__all__ = [
    "LiveCall",
    "Notes",
    "Proposal",
    "Proposer",
    "intake",
    "proposal_of",
    "shown_fields",
]
