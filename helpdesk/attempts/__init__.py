"""Counted tries: five wrong ones lock whatever they were counted against."""

from helpdesk.attempts.service import ALLOWED, LOCKED_FOR, Tries, attempts

__all__ = ["ALLOWED", "LOCKED_FOR", "Tries", "attempts"]
