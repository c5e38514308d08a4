"""Identity: how far a conversation has proved who is speaking."""

from helpdesk.identity.service import CodeSent, Verified, identity

__all__ = ["CodeSent", "Verified", "identity"]
