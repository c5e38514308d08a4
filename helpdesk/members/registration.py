"""Registration: a person comes on record once, whoever asks and how often."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import DetailsDisagree, InvalidInput, TransitionNotAllowed
from helpdesk.finding import find_spot
from helpdesk.members.repository import MemberRepository
from helpdesk.models import Member, MemberStatus, RealNameStatus
from helpdesk.numbers import luhn_digit, read_id_number, read_phone
from helpdesk.organisations import Worksite
from helpdesk.texts import tidy

NAME_LIMIT = 40
EMPLOYER_LIMIT = 120
SERIAL_FROM, SERIALS = 10**8, 9 * 10**8  # nine digits, the first is not 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be put on record, and where they work."""

    name: str
    phone: str
    id_number: str
    site: Worksite = field(default_factory=Worksite)


async def register(session: AsyncSession, person: Person) -> Member:
    """Return the record of this person, held; it is made if there is none.

    Raises:
        InvalidInput: Name, phone or ID number can not be right.
        DetailsDisagree: They belong to different people on record.
    """
    name = tidy(person.name, limit=NAME_LIMIT)
    if not name:
        raise InvalidInput("a person has a name")
    phone, id_number = read_phone(person.phone), read_id_number(person.id_number)
    repository = MemberRepository(session)
    await repository.add_if_new(_new(name, phone, id_number, person.site))
    member = await repository.hold_by_id_number(id_number)
    if member is None or (member.name, member.phone) != (name, phone):
        raise DetailsDisagree("name, phone and ID number are not one person's")
    return member


async def new_number(session: AsyncSession) -> str:
    """Return a member number that nobody has; drawn, so that none can be guessed."""
    repository = MemberRepository(session)
    while True:
        serial = str(SERIAL_FROM + secrets.randbelow(SERIALS))
        number = serial + luhn_digit(serial)
        if not await repository.has_number(number):
            return number


async def admit(session: AsyncSession, member: Member, organisation_id: int) -> None:
    """Make a held person a member of a union; who was one before keeps the number."""
    member.member_number = member.member_number or await new_number(session)
    stand(member, MemberStatus.active)
    member.organisation_id = organisation_id
    member.joined_on, member.left_on = clock.today(), None


def stand(member: Member, to: MemberStatus) -> None:
    """Change a person's standing by one step of the transition table."""
    if to not in member.status.next:
        raise TransitionNotAllowed(f"{member.status} → {to}")
    member.status = to


def fall_back(member: Member) -> None:
    """Give an applicant the standing back that the person had before."""
    had_joined = member.member_number is not None
    stand(member, MemberStatus.left if had_joined else MemberStatus.registered)


def _new(name: str, phone: str, id_number: str, site: Worksite) -> dict[str, object]:
    """Return the columns of a new record; the column types seal and digest."""
    where = find_spot(district=site.district, place=site.place)
    return {
        "name": name,
        "phone": phone,
        "phone_lookup": phone,
        "id_number": id_number,
        "id_lookup": id_number,
        "status": MemberStatus.registered,
        "real_name_status": RealNameStatus.collected,
        "employment": site.employment,
        "employer": tidy(site.employer or "", limit=EMPLOYER_LIMIT) or None,
        "district": where.district,
        "street": where.street,
    }
