"""Officers: accounts of the union's staff, and who of them is signed in."""

from helpdesk.officers.scope import scope_of
from helpdesk.officers.service import officers
from helpdesk.officers.sessions import longest, new_token, officer_sessions
from helpdesk.scope import Scope

__all__ = [
    "Scope",
    "longest",
    "new_token",
    "officer_sessions",
    "officers",
    "scope_of",
]
