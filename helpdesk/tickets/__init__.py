"""Tickets: opened once, numbered for the telephone, moved by a table."""

from helpdesk.models import AuthorKind, Priority, TicketStatus
from helpdesk.tickets.service import tickets

__all__ = ["AuthorKind", "Priority", "TicketStatus", "tickets"]
