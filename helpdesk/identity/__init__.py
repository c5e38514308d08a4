"""Identity: how far a conversation has proved who is speaking."""

from helpdesk.identity.bindings import Binding, BoundChannel, bindings
from helpdesk.identity.callers import callers
from helpdesk.identity.codes import CodeSent
from helpdesk.identity.logins import SESSION_LIVES, STATE_LIVES, Begun, logins
from helpdesk.identity.phones import phones
from helpdesk.identity.service import Matched, Verified, identity
from helpdesk.identity.wishes import Wish, wish

__all__ = [
    "SESSION_LIVES",
    "STATE_LIVES",
    "Begun",
    "Binding",
    "BoundChannel",
    "CodeSent",
    "Matched",
    "Verified",
    "Wish",
    "bindings",
    "callers",
    "identity",
    "logins",
    "phones",
    "wish",
]
