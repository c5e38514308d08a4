"""Counted tries: too many wrong ones lock whatever they were counted against."""

from helpdesk.attempts.limits import Limit, limits
from helpdesk.attempts.service import Tries, attempts

__all__ = ["Limit", "Tries", "attempts", "limits"]
