"""SQL of placing."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select

from helpdesk.models import ApiToken, Member, Officer, Organisation, OrganisationKind
from helpdesk.repository import Repository


class PlacingRepository(Repository):
    """Questions about who is near to a worker."""

    async def path_of_member(self, member_id: int) -> str | None:
        """Return where in the tree a member's file is kept."""
        statement = (
            select(Organisation.path)
            .join(Member, Member.organisation_id == Organisation.id)
            .where(Member.id == member_id)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def above(
        self, path: str, kinds: Collection[OrganisationKind]
    ) -> dict[OrganisationKind, Organisation]:
        """Return the unions with officers on the way from the root to a path."""
        keys = [int(key) for key in path.split("/") if key]
        return await self._staffed(kinds, _staffed().where(Organisation.id.in_(keys)))

    async def around(
        self,
        district: str,
        street: str | None,
        kinds: Collection[OrganisationKind],
    ) -> dict[OrganisationKind, Organisation]:
        """Return the unions with officers of a street and of its district."""
        there = or_(Organisation.street.is_(None), Organisation.street == street)
        found = _staffed().where(Organisation.district == district, there)
        return await self._staffed(kinds, found)

    async def _staffed(
        self,
        kinds: Collection[OrganisationKind],
        statement: Select[Organisation],
    ) -> dict[OrganisationKind, Organisation]:
        limited = statement.where(
            Organisation.kind.in_(kinds), Organisation.path.is_not(None)
        )
        return {union.kind: union for union in await self.session.scalars(limited)}


def _staffed() -> Select[Organisation]:
    """Choose the unions that have officers of their own."""
    programs = select(ApiToken.officer_id)
    officers = select(Officer.organisation_id).where(
        Officer.active, Officer.id.not_in(programs)
    )
    return select(Organisation).where(Organisation.id.in_(officers))
