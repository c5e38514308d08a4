"""Consent: what people allow to be done with their data."""

from helpdesk.consents.repository import ConsentRepository

__all__ = ["ConsentRepository"]
