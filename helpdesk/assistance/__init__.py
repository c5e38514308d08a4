"""Assistance: hardship, golden autumn, mutual aid; each amount with its year."""

from helpdesk.assistance.claims import mutual_aid
from helpdesk.assistance.golden_autumn import (
    SchoolFacts,
    SchoolGrant,
    judge_school,
    school_grant,
)
from helpdesk.assistance.hardship import HardshipFacts, judge_hardship
from helpdesk.assistance.mutual_aid import ClaimFacts, Reckoned, judge_claim, reckon
from helpdesk.assistance.service import AidProgress, assistance

__all__ = [
    "AidProgress",
    "ClaimFacts",
    "HardshipFacts",
    "Reckoned",
    "SchoolFacts",
    "SchoolGrant",
    "assistance",
    "judge_claim",
    "judge_hardship",
    "judge_school",
    "mutual_aid",
    "reckon",
    "school_grant",
]
