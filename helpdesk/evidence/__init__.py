"""Evidence: pictures and files that workers send, fetched, checked and kept sealed."""

from helpdesk.evidence.service import evidence

__all__ = ["evidence"]
