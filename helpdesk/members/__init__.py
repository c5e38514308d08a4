"""Members: who is on record, and how they stand with the union."""

from helpdesk.members.details import Change, Detail, Permission, details
from helpdesk.members.service import MemberProfile, members

__all__ = [
    "Change",
    "Detail",
    "MemberProfile",
    "Permission",
    "details",
    "members",
]
