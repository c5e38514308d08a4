"""Identity: how far a conversation has proved who is speaking."""

from helpdesk.identity.bindings import BoundChannel, bindings
from helpdesk.identity.codes import CodeSent
from helpdesk.identity.phones import phones
from helpdesk.identity.service import Matched, Verified, identity

__all__ = [
    "BoundChannel",
    "CodeSent",
    "Matched",
    "Verified",
    "bindings",
    "identity",
    "phones",
]
