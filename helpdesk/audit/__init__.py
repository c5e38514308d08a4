"""Audit: who did what to whose record, from where and why."""

from helpdesk.audit.service import SYSTEM, Actor, audit

__all__ = ["SYSTEM", "Actor", "audit"]
