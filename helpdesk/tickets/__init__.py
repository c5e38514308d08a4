"""Tickets: opened once, numbered for the telephone, moved by a table."""

from helpdesk.models import AuthorKind, Priority, TicketStatus
from helpdesk.tickets.handling import Handling, handling
from helpdesk.tickets.serials import skip_serials
from helpdesk.tickets.service import tickets
from helpdesk.tickets.telling import Telling
from helpdesk.tickets.unread import UNREAD

__all__ = [
    "UNREAD",
    "AuthorKind",
    "Handling",
    "Priority",
    "Telling",
    "TicketStatus",
    "handling",
    "skip_serials",
    "tickets",
]
