"""Resealing: old records under a new key, while everybody goes on reading them."""

from helpdesk.resealing.service import Progress, resealing

__all__ = ["Progress", "resealing"]
