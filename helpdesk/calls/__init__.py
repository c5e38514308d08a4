"""Calls: each event of the hotline once, and how far a call is."""

from helpdesk.calls.service import Claim, calls

__all__ = ["Claim", "calls"]
