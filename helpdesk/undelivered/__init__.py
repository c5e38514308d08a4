"""Undelivered: messages that nobody got, and what officers do about them."""

from helpdesk.undelivered.service import DeadLetter, undelivered

__all__ = ["DeadLetter", "undelivered"]
