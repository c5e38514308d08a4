"""Officers: accounts of the union's staff."""

from helpdesk.officers.service import officers

__all__ = ["officers"]
