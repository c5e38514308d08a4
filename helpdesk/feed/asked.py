"""Which tickets a program asks for, and where in the list it is."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

from helpdesk.errors import InvalidInput
from helpdesk.models import Priority, ServiceClass, TicketSource, TicketStatus


class Order(StrEnum):
    """Which come first."""

    newest = "newest"  # opened last
    changed = "changed"  # changed longest ago: to keep a copy up to date


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; what is not named is not asked."""

    order: Order = Order.newest
    statuses: tuple[TicketStatus, ...] = ()
    category: str | None = None
    service_class: ServiceClass | None = None
    priority: Priority | None = None
    source: TicketSource | None = None
    officer_id: int | None = None
    organisation_id: int | None = None
    """A union: its tickets and those of the unions below it."""

    changed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The place behind one ticket."""

    order: Order
    at: datetime
    ticket_id: int

    def __str__(self) -> str:
        """Write it for a program to bring back; it is not meant to be read."""
        said = f"{self.order} {self.at.astimezone(UTC).isoformat()} {self.ticket_id}"
        return urlsafe_b64encode(said.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what a program brings back.

        Raises:
            InvalidInput: It is none of ours.
        """
        try:
            said = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            order, at, key = said.split(" ")
            place = cls(Order(order), datetime.fromisoformat(at), int(key))
        except (ValueError, binascii.Error):
            raise InvalidInput("no place in a list") from None
        if place.at.tzinfo is None or not 0 < place.ticket_id < 2**31:
            raise InvalidInput("no place in a list")
        return place
