"""Tokens: other programs' keys to the REST interface."""

from helpdesk.tokens.service import Issued, TokenState, looks_like_one, tokens

__all__ = ["Issued", "TokenState", "looks_like_one", "tokens"]
