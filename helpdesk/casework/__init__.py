"""Casework: what officers do with tickets."""

from helpdesk.casework.changing import KEEP, Keep
from helpdesk.casework.escalation import close_due, escalate_due
from helpdesk.casework.followups import FollowUp
from helpdesk.casework.reach import Delivery, Way
from helpdesk.casework.service import casework
from helpdesk.casework.splitting import Related

__all__ = [
    "KEEP",
    "Delivery",
    "FollowUp",
    "Keep",
    "Related",
    "Way",
    "casework",
    "close_due",
    "escalate_due",
]
