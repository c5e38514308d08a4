"""Transfers: a membership follows the work, within the city, into it, out of it."""

from helpdesk.members.transfers.handling import handling
from helpdesk.members.transfers.policy import principles
from helpdesk.members.transfers.service import transfers

__all__ = ["handling", "principles", "transfers"]
