"""The records. Import them from here."""

from helpdesk.models.applications import (
    APPLICATION_TRANSITIONS,
    Application,
    ApplicationStatus,
    Route,
)
from helpdesk.models.articles import Article, Confidence
from helpdesk.models.audit import AuditAction, AuditEntry, AuditSubject
from helpdesk.models.base import Base
from helpdesk.models.cards import CARD_TRANSITIONS, Card, CardState
from helpdesk.models.consents import Consent, ConsentPurpose, ConsentState
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
    MEMBER_TRANSITIONS,
    CardStatus,
    EmploymentKind,
    Member,
    MemberStatus,
    RealNameStatus,
    Residence,
)
from helpdesk.models.officers import Officer, OfficerRole
from helpdesk.models.organisations import (
    LOCAL,
    UNION_TRANSITIONS,
    Organisation,
    OrganisationKind,
    UnionState,
)
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
from helpdesk.models.transfers import (
    TRANSFER_STEPS,
    TRANSFER_TRANSITIONS,
    Transfer,
    TransferKind,
    TransferStatus,
)

__all__ = [
    "APPLICATION_TRANSITIONS",
    "CARD_TRANSITIONS",
    "LOCAL",
    "MEMBER_TRANSITIONS",
    "SETTLED",
    "TRANSFER_STEPS",
    "TRANSFER_TRANSITIONS",
    "TRANSITIONS",
    "UNION_TRANSITIONS",
    "Application",
    "ApplicationStatus",
    "Article",
    "Attempt",
    "AttemptScope",
    "AuditAction",
    "AuditEntry",
    "AuditSubject",
    "AuthorKind",
    "Base",
    "Button",
    "Card",
    "CardState",
    "CardStatus",
    "ChannelKind",
    "Confidence",
    "Consent",
    "ConsentPurpose",
    "ConsentState",
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
    "Residence",
    "Route",
    "Site",
    "SiteKind",
    "Ticket",
    "TicketEvent",
    "TicketSerial",
    "TicketStatus",
    "Transfer",
    "TransferKind",
    "TransferStatus",
    "UnionState",
]
