"""Whose matter it is: a card that shows no more than it has to."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.consents import consents
from helpdesk.dossier.repository import DossierRepository
from helpdesk.models import (
    CardStatus,
    ConsentPurpose,
    Member,
    MemberStatus,
    RealNameStatus,
    Ticket,
)
from helpdesk.privacy import (
    mask_id,
    mask_member_number,
    mask_name,
    mask_phone,
    named,
)
from helpdesk.transcripts.veil import LIFTED, Veil

TOLD_NAMES = ("contact_name", "person_name", "who")
"""The answers of forms, and of calls, in which somebody says a name."""
BETWEEN = "；"


@dataclass(frozen=True, slots=True)
class Membership:
    """How a worker stands with the union."""

    number: str | None
    status: MemberStatus
    union: str | None
    employer: str | None
    place: str
    real_name: RealNameStatus
    card: CardStatus
    consents: tuple[ConsentPurpose, ...]
    """What the worker allows, as of today."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who told of a matter, as far as it is known."""

    name: str | None
    phone: str | None
    """To call back."""

    id_number: str | None = None
    membership: Membership | None = None


async def member_of(session: AsyncSession, ticket: Ticket) -> Member | None:
    """Return the member whose matter it is, if one was proved."""
    if ticket.member_id is None:
        return None
    return await DossierRepository(session).member(ticket.member_id)


async def person(
    session: AsyncSession, ticket: Ticket, member: Member | None, *, is_clear: bool
) -> Person:
    """Return who told of a matter; name and numbers masked unless they are clear."""
    name = member.name if member else next(_told(ticket), None)
    phone = ticket.contact_phone or (member and member.phone) or None
    if member is None:
        return Person(_shown(name, is_clear), _dialled(phone, is_clear))
    return Person(
        name=_shown(name, is_clear),
        phone=_dialled(phone, is_clear),
        id_number=member.id_number if is_clear else mask_id(member.id_number),
        membership=await _membership(session, member, is_clear=is_clear),
    )


def veil(
    ticket: Ticket,
    member: Member | None,
    *,
    texts: Iterable[str],
    staff: Collection[str],
    is_clear: bool,
) -> Veil:
    """Return what of a matter's words is hidden: numbers, and people's names.

    Of the person whose matter it is, and of whom any of its texts introduces; who
    works here is named.
    """
    if is_clear:
        return LIFTED
    told = [ticket.subject, *ticket.details.values(), *texts]
    others = {name for text in told for name in named(text)}.difference(staff)
    known = {*_told(ticket), *([member.name] if member else ()), *others}
    names = {name: mask_name(name) for name in known if len(name) > 1}
    return Veil({}, dict(sorted(names.items(), key=lambda one: -len(one[0]))))


async def _membership(
    session: AsyncSession, member: Member, *, is_clear: bool
) -> Membership:
    number = member.member_number
    return Membership(
        number=number if is_clear or number is None else mask_member_number(number),
        status=member.status,
        union=member.organisation.name if member.organisation else None,
        employer=member.employer,
        place=(member.district or "") + (member.street or ""),
        real_name=member.real_name_status,
        card=member.card_status,
        consents=tuple(await _consents(session, member.id)),
    )


async def _consents(session: AsyncSession, member_id: int) -> Sequence[ConsentPurpose]:
    return [
        purpose
        for purpose in ConsentPurpose
        if await consents.holds(session, purpose, member_id=member_id)
    ]


def _told(ticket: Ticket) -> Iterator[str]:
    """Yield the names that were told in a form."""
    for key in TOLD_NAMES:
        yield from filter(None, ticket.details.get(key, "").split(BETWEEN))


def _shown(name: str | None, is_clear: bool) -> str | None:
    return name if is_clear or name is None else mask_name(name)


def _dialled(phone: str | None, is_clear: bool) -> str | None:
    return phone if is_clear or phone is None else mask_phone(phone)
