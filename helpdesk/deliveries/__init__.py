"""Deliveries: what WeChat delivered, each once, and what it was answered."""

from helpdesk.deliveries.service import Claim, deliveries

__all__ = ["Claim", "deliveries"]
