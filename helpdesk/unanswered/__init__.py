"""Messages that the bot did not answer: kept as tickets, and the worker is told so."""

from helpdesk.unanswered.service import unanswered

__all__ = ["unanswered"]
