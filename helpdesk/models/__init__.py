"""The records. Import them from here."""

from helpdesk.models.articles import Article, Confidence
from helpdesk.models.base import Base
from helpdesk.models.conversations import (
    Button,
    Conversation,
    Floor,
    Message,
    Reply,
)
from helpdesk.models.identities import (
    Attempt,
    AttemptScope,
    ChannelKind,
    Identity,
    OneTimeCode,
)
from helpdesk.models.members import (
    CardStatus,
    EmploymentKind,
    Member,
    MemberStatus,
    RealNameStatus,
)
from helpdesk.models.officers import Officer, OfficerRole
from helpdesk.models.organisations import Organisation, OrganisationKind, UnionState
from helpdesk.models.outbox import OutboxItem, OutboxKind, OutboxState
from helpdesk.models.sites import Duty, Lawyer, Site, SiteKind
from helpdesk.models.tickets import (
    SETTLED,
    TRANSITIONS,
    AuthorKind,
    EventKind,
    Priority,
    Ticket,
    TicketEvent,
    TicketSerial,
    TicketStatus,
)

__all__ = [
    "SETTLED",
    "TRANSITIONS",
    "Article",
    "Attempt",
    "AttemptScope",
    "AuthorKind",
    "Base",
    "Button",
    "CardStatus",
    "ChannelKind",
    "Confidence",
    "Conversation",
    "Duty",
    "EmploymentKind",
    "EventKind",
    "Floor",
    "Identity",
    "Lawyer",
    "Member",
    "MemberStatus",
    "Message",
    "Officer",
    "OfficerRole",
    "OneTimeCode",
    "Organisation",
    "OrganisationKind",
    "OutboxItem",
    "OutboxKind",
    "OutboxState",
    "Priority",
    "RealNameStatus",
    "Reply",
    "Site",
    "SiteKind",
    "Ticket",
    "TicketEvent",
    "TicketSerial",
    "TicketStatus",
    "UnionState",
]
