"""Tickets: opened once, numbered for the telephone, moved by a table."""

from helpdesk.models import AuthorKind, Priority, TicketStatus
from helpdesk.tickets.handling import Handling, handling
from helpdesk.tickets.service import tickets
from helpdesk.tickets.telling import Telling

__all__ = [
    "AuthorKind",
    "Handling",
    "Priority",
    "Telling",
    "TicketStatus",
    "handling",
    "tickets",
]
