"""Audit: who did what to whose record, from where and why."""

from helpdesk.audit.reading import UNION_FACTS, Line, about_ticket, read_log
from helpdesk.audit.repository import Sought
from helpdesk.audit.service import SYSTEM, Actor, audit

__all__ = [
    "SYSTEM",
    "UNION_FACTS",
    "Actor",
    "Line",
    "Sought",
    "about_ticket",
    "audit",
    "read_log",
]
