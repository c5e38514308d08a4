"""Organisations: which union a worker belongs to."""

from helpdesk.organisations.service import OrganisationView, organisations

__all__ = ["OrganisationView", "organisations"]
