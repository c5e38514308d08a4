"""Casework: what officers do with tickets."""

from helpdesk.casework.changing import KEEP, Keep
from helpdesk.casework.reach import Delivery, Way
from helpdesk.casework.service import casework

__all__ = ["KEEP", "Delivery", "Keep", "Way", "casework"]
