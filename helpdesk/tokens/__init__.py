"""Tokens: other programs' keys to the REST interface."""

from helpdesk.tokens.service import (
    Issued,
    TokenState,
    lifetimes,
    looks_like_one,
    tokens,
)

__all__ = ["Issued", "TokenState", "lifetimes", "looks_like_one", "tokens"]
