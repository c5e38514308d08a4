"""Idempotency: a request that is sent twice is carried out once."""

from helpdesk.idempotency.service import Answer, Request, idempotency

__all__ = ["Answer", "Request", "idempotency"]
