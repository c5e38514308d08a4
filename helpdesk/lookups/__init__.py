"""Look-ups: a member by a whole number, or by name and union; each is on record."""

from helpdesk.lookups.service import Asked, Card, lookups

__all__ = ["Asked", "Card", "lookups"]
