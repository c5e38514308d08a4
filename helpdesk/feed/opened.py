"""A ticket with its words: what is personal in them is hidden without a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from helpdesk.models import Member, Ticket, TicketEvent
from helpdesk.privacy import mask_name, mask_phone
from helpdesk.transcripts.veil import LIFTED, Veil

NAMED = ("contact_name",)
"""The answers of forms that are somebody's name."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket as a program is shown it."""

    ticket: Ticket
    name: str | None
    """The member's."""

    phone: str | None
    details: Mapping[str, str]
    is_unmasked: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a timeline as a program is shown it."""

    event: TicketEvent
    text: str | None


def opened(ticket: Ticket, member: Member | None, *, is_unmasked: bool) -> Opened:
    """Return what is shown of a ticket."""
    veil = LIFTED if is_unmasked else veil_of(ticket, member)
    phone = ticket.contact_phone or (member.phone if member else None)
    name = member.name if member else None
    return Opened(
        ticket=ticket,
        name=name if is_unmasked or name is None else mask_name(name),
        phone=phone if is_unmasked or phone is None else mask_phone(phone),
        details={key: veil.over(text) for key, text in ticket.details.items()},
        is_unmasked=is_unmasked,
    )


def veil_of(ticket: Ticket, member: Member | None) -> Veil:
    """Return what hides the names that are known of a ticket, and every number."""
    names = sorted(set(_names(ticket, member)), key=len, reverse=True)
    return Veil({}, {name: mask_name(name) for name in names})


def _names(ticket: Ticket, member: Member | None) -> Iterator[str]:
    if member is not None:
        yield member.name
    yield from (ticket.details[key] for key in NAMED if ticket.details.get(key))
