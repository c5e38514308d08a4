"""Applications: joining the union, reviewed along 小三级."""

from helpdesk.members.applications.policy import (
    Eligibility,
    Facts,
    eligibility,
    how_to_join,
)
from helpdesk.members.applications.reviews import reviews
from helpdesk.members.applications.service import applications

__all__ = [
    "Eligibility",
    "Facts",
    "applications",
    "eligibility",
    "how_to_join",
    "reviews",
]
