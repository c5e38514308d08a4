"""Officers: accounts of the union's staff, and who of them is signed in."""

from helpdesk.officers.service import officers
from helpdesk.officers.sessions import longest, new_token, officer_sessions

__all__ = ["longest", "new_token", "officer_sessions", "officers"]
