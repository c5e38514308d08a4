"""SQL of organisations."""

from collections.abc import Sequence

from sqlalchemy import select

from helpdesk.models import Organisation, OrganisationKind
from helpdesk.repository import Repository

LOCAL = (
    OrganisationKind.community,
    OrganisationKind.park,
    OrganisationKind.building,
    OrganisationKind.trade,
)


class OrganisationRepository(Repository):
    """Questions about the tree of unions."""

    async def list_by_employer(self, part: str, *, limit: int) -> list[Organisation]:
        """Return unions whose employer's name contains these words, shortest first."""
        statement = (
            select(Organisation)
            .where(Organisation.employer.contains(part, autoescape=True))
            .order_by(Organisation.name)
        )
        found = (await self.session.scalars(statement)).all()
        return sorted(found, key=lambda union: len(union.name))[:limit]

    async def list_by_place(
        self, part: str, *, district: str | None, limit: int
    ) -> Sequence[Organisation]:
        """Return community, park and building unions named after a place."""
        statement = select(Organisation).where(
            Organisation.kind.in_(LOCAL),
            Organisation.name.contains(part, autoescape=True),
        )
        if district is not None:
            statement = statement.where(Organisation.district == district)
        ordered = statement.order_by(Organisation.id).limit(limit)
        return (await self.session.scalars(ordered)).all()

    async def of_area(
        self, kind: OrganisationKind, *, district: str | None, street: str | None
    ) -> Organisation | None:
        """Return the union of a street, a district or the city."""
        statement = select(Organisation).where(
            Organisation.kind == kind,
            Organisation.district.is_not_distinct_from(district),
            Organisation.street.is_not_distinct_from(street),
        )
        first = statement.order_by(Organisation.id).limit(1)
        return (await self.session.scalars(first)).one_or_none()

    async def parent(self, organisation: Organisation) -> Organisation | None:
        """Return the union above."""
        if organisation.parent_id is None:
            return None
        return await self.session.get(Organisation, organisation.parent_id)
