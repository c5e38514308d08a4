"""Consent: what people allow to be done with their data."""

from helpdesk.consents.repository import ConsentRepository
from helpdesk.consents.service import consents
from helpdesk.consents.texts import ConsentText, consent_text

__all__ = ["ConsentRepository", "ConsentText", "consent_text", "consents"]
