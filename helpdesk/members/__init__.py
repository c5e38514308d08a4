"""Members: who is on record, and how they stand with the union."""

from helpdesk.members.service import MemberProfile, members

__all__ = ["MemberProfile", "members"]
