"""A telling: what a worker says of a matter, and where it was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.models import Conversation, Priority, TicketSource


@dataclass(frozen=True, slots=True)
class Telling:
    """What a worker told of a matter in one go."""

    category: str
    """The intent that it was told with."""

    subject: str
    """The words it began with."""

    details: Mapping[str, str] = field(default_factory=dict)
    """The answers of the form, by slot."""

    conversation: Conversation | None = None
    first_message_id: str | None = None
    """The message that began it."""

    message_id: str | None = None
    """The message that completed it."""

    member_id: int | None = None
    contact_phone: str | None = None
    priority: Priority | None = None
    """None is what the rules say of the category."""

    source: TicketSource | None = None
    """By which way it came; None is what the conversation says."""
