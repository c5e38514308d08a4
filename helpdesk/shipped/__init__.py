"""Shipped records: they come in from files, and what officers changed stays theirs."""

from helpdesk.shipped.service import bring_in

__all__ = ["bring_in"]
