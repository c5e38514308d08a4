"""SQL of members."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpdesk.models import Member
from helpdesk.repository import Repository


class MemberRepository(Repository):
    """Questions about members."""

    async def by_phone(self, phone: str) -> Member | None:
        """Return the member with this mobile number."""
        statement = select(Member).where(Member.phone_lookup == phone)
        return (await self.session.scalars(statement)).one_or_none()

    async def by_number(self, member_number: str) -> Member | None:
        """Return the member with this member number."""
        statement = select(Member).where(Member.member_number == member_number)
        return (await self.session.scalars(statement)).one_or_none()

    async def by_id(self, member_id: int) -> Member | None:
        """Return the member with this key."""
        return await self.session.get(Member, member_id)

    async def with_organisation(self, member_id: int) -> Member | None:
        """Return a member together with the union that keeps the file."""
        statement = (
            select(Member)
            .where(Member.id == member_id)
            .options(joinedload(Member.organisation))
        )
        return (await self.session.scalars(statement)).one_or_none()
