"""A member's card as it is shown: masked, unless an officer said why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.console.calls.told import day, in_groups, moment
from api.console.names import names
from api.console.states import said
from helpdesk.lookups import Card
from helpdesk.models import Consent, ConsentPurpose, Member
from helpdesk.privacy import Kind, mask_id, mask_member_number, mask_name, mask_phone

type Clear = Mapping[Kind, str]
"""What is shown in the clear, this once."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something of a member's history: what, how it stands, when."""

    title: str
    state: str
    at: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A member's card."""

    id: int
    name: str
    status: str
    is_clear: bool
    facts: tuple[tuple[str, str], ...]
    applications: tuple[Line, ...]
    tickets: tuple[Line, ...]
    consents: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Somebody who was found, as little as tells them apart."""

    id: int
    name: str
    phone: str
    union: str
    status: str


def result_of(member: Member) -> Result:
    """Return who was found."""
    return Result(
        id=member.id,
        name=mask_name(member.name),
        phone=mask_phone(member.phone) if member.phone else "",
        union=member.organisation.name if member.organisation else "",
        status=said(member.status),
    )


def sheet_of(card: Card, clear: Clear) -> Sheet:
    """Return a member's card; what is not cleared is masked."""
    member = card.member
    return Sheet(
        id=member.id,
        name=clear.get(Kind.name) or mask_name(member.name),
        status=said(member.status),
        is_clear=bool(clear),
        facts=tuple(
            (names().member_facts[name], told)
            for name, told in _facts(member, clear)
            if told
        ),
        applications=tuple(_applications(card)),
        tickets=tuple(_tickets(card)),
        consents=tuple(_consents(card.consents)),
    )


def _facts(member: Member, clear: Clear) -> Iterator[tuple[str, str]]:
    phone, number = member.phone, member.member_number
    yield "phone", clear.get(Kind.phone) or (mask_phone(phone) if phone else "")
    yield "id_number", clear.get(Kind.id_number) or mask_id(member.id_number)
    yield "member_number", mask_member_number(number) if number else ""
    yield "organisation", member.organisation.name if member.organisation else ""
    yield "employer", member.employer or ""
    yield "employment", said(member.employment)
    yield "place", " ".join(part for part in (member.district, member.street) if part)
    yield "joined_on", day(member.joined_on) if member.joined_on else ""
    yield "left_on", day(member.left_on) if member.left_on else ""
    yield "real_name", said(member.real_name_status)
    yield "card", said(member.card_status)


def _applications(card: Card) -> Iterator[Line]:
    join = names().intents["join_union"]
    for application in card.applications:
        yield Line(join, said(application.status), moment(application.created_at))
    for transfer in card.transfers:
        yield Line(
            said(transfer.kind), said(transfer.status), moment(transfer.created_at)
        )


def _tickets(card: Card) -> Iterator[Line]:
    for ticket in card.tickets:
        yield Line(
            ticket.subject,
            names().statuses[ticket.status],
            in_groups(ticket.number),
            ticket=ticket.number,
        )


def _consents(words: Sequence[Consent]) -> Iterator[Line]:
    """Yield the newest word for each purpose."""
    newest: dict[ConsentPurpose, Consent] = {}
    for word in words:
        newest.setdefault(word.purpose, word)
    for purpose, word in newest.items():
        yield Line(said(purpose), said(word.state), moment(word.created_at))
