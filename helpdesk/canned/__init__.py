"""Canned texts: what officers write again and again, with fields from the ticket."""

from helpdesk.canned.editing import Wording
from helpdesk.canned.fields import Filled, fields
from helpdesk.canned.service import canned

__all__ = ["Filled", "Wording", "canned", "fields"]
