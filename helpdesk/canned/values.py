"""What the fields of a canned text stand for on one ticket."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.canned.fields import FILE, say
from helpdesk.members import members
from helpdesk.models import Officer, Organisation, Ticket
from helpdesk.organisations import organisations
from helpdesk.privacy.masks import surname
from helpdesk.rules import rules

SEX = slice(16, 17)  # odd for men, in an ID number of eighteen
GROUPS = (slice(0, 6), slice(6, 9), slice(9, 12))


async def values_of(
    session: AsyncSession, ticket: Ticket, officer: Officer
) -> dict[str, str]:
    """Return what is known; a field without a value is not in it."""
    union = await organisations.seeing_to(session, ticket.organisation_id)
    values = {
        "worker": await _worker(session, ticket),
        "number": say()["spread"].join(ticket.number[group] for group in GROUPS),
        "due": _day(ticket.due_on),
        "officer": officer.name,
        "organisation": union and union.name,
        "phone": _phone(union),
    }
    return {name: value for name, value in values.items() if value}


async def _worker(session: AsyncSession, ticket: Ticket) -> str:
    """Return how the worker is addressed: by surname, as the masked name shows it."""
    if ticket.member_id is not None:
        member = await members.by_id(session, ticket.member_id)
        return _called(member.name, member.id_number)
    told = ticket.details.get("person_name")
    return _called(told or "", "")


def _called(name: str, id_number: str) -> str:
    if not name:
        return str(say()["called"]["nobody"])
    digit = id_number[SEX]
    how = "unknown" if not digit else "male" if int(digit) % 2 else "female"
    sentence: str = say()["called"][how]
    return sentence.format(surname=surname(name))


def _day(day: date | None) -> str | None:
    if day is None:
        return None
    sentence: str = say()["day"]
    return sentence.format(month=day.month, day=day.day)


def _phone(union: Organisation | None) -> str:
    """Return the office's number, where there is none the hotline's."""
    hotline: str = rules(FILE)["hotline"]
    return union.phone if union and union.phone else hotline
