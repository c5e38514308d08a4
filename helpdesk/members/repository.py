"""SQL of members."""

from typing import Any

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

    async def hold(self, member_id: int) -> Member | None:
        """Return a member as it is now, nobody else's to change in this transaction.

        Whatever touches a person's applications, transfers or cards holds the person
        first: two messages at once are then one after the other.
        """
        return await self.session.get(
            Member,
            member_id,
            populate_existing=True,
            with_for_update={"key_share": True},
        )

    async def has_number(self, member_number: str) -> bool:
        """Tell whether a member number is given out."""
        statement = select(Member.id).where(Member.member_number == member_number)
        return (await self.session.scalars(statement)).one_or_none() is not None

    async def add_if_new(self, values: dict[str, Any]) -> None:
        """Put somebody on record unless the phone or the ID number already is."""
        await self.session.execute(
            self.insert(Member).values(values).on_conflict_do_nothing()
        )

    async def hold_by_id_number(self, id_number: str) -> Member | None:
        """Return the person with this ID number, held as by ``hold``."""
        statement = (
            select(Member)
            .where(Member.id_lookup == id_number)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()
