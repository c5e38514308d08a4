"""Organisations: the tree of unions, and which one a worker belongs to."""

from helpdesk.organisations.directory import Entry, directory
from helpdesk.organisations.placements import Placement, Worksite, placements
from helpdesk.organisations.routes import Reason
from helpdesk.organisations.service import OrganisationView, organisations
from helpdesk.organisations.tree import Census, Draft, tree

__all__ = [
    "Census",
    "Draft",
    "Entry",
    "OrganisationView",
    "Placement",
    "Reason",
    "Worksite",
    "directory",
    "organisations",
    "placements",
    "tree",
]
