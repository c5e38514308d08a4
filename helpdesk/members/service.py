"""Members: who is on record, and how they stand with the union."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import NotFound
from helpdesk.members.repository import MemberRepository
from helpdesk.models import CardStatus, Member, MemberStatus, RealNameStatus
from helpdesk.numbers import luhn_valid, read_digits
from helpdesk.privacy import mask_name


@dataclass(frozen=True, slots=True)
class MemberProfile:
    """What a member may see of the own record."""

    masked_name: str
    member_number: str | None
    status: MemberStatus
    organisation: str | None
    joined_on: date | None
    real_name_status: RealNameStatus
    card_status: CardStatus


class MemberService:
    """Finds members and tells them how they stand."""

    async def profile(self, session: AsyncSession, member_id: int) -> MemberProfile:
        """Return a member's record with the name masked."""
        member = _found(await MemberRepository(session).with_organisation(member_id))
        organisation = member.organisation
        return MemberProfile(
            masked_name=mask_name(member.name),
            member_number=member.member_number,
            status=member.status,
            organisation=organisation.name if organisation else None,
            joined_on=member.joined_on,
            real_name_status=member.real_name_status,
            card_status=member.card_status,
        )

    async def by_id(self, session: AsyncSession, member_id: int) -> Member:
        """Return the member with this key."""
        return _found(await MemberRepository(session).by_id(member_id))

    async def by_phone(self, session: AsyncSession, phone: str) -> Member | None:
        """Return the member with this mobile number, if there is one."""
        return await MemberRepository(session).by_phone(phone)

    async def by_number(self, session: AsyncSession, member_number: str) -> Member:
        """Return the member with this member number."""
        number = read_digits(member_number)
        if not luhn_valid(number):
            raise NotFound("no such member")
        return _found(await MemberRepository(session).by_number(number))


def _found(member: Member | None) -> Member:
    if member is None:
        raise NotFound("no such member")
    return member


members = MemberService()
