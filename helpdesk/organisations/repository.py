"""SQL of organisations."""

from collections.abc import Sequence

from sqlalchemy import literal, select

from helpdesk.models import Organisation, OrganisationKind, UnionState
from helpdesk.repository import Repository

MOST_LEVELS = 12
TRADES = (OrganisationKind.trade, OrganisationKind.industry)


class OrganisationRepository(Repository):
    """Questions about the tree of unions."""

    async def list_by_keys(self, keys: Sequence[int]) -> list[Organisation]:
        """Return the unions with these keys, in their order."""
        statement = select(Organisation).where(Organisation.id.in_(keys))
        found = {union.id: union for union in await self.session.scalars(statement)}
        return [found[key] for key in keys if key in found]

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

    async def by_name(self, name: str) -> Organisation | None:
        """Return the union with this full name."""
        statement = select(Organisation).where(Organisation.name == name)
        return (await self.session.scalars(statement)).one_or_none()

    async def by_id(self, organisation_id: int) -> Organisation | None:
        """Return the union with this key."""
        return await self.session.get(Organisation, organisation_id)

    async def list_by_trade(
        self, part: str, *, district: str | None, limit: int
    ) -> Sequence[Organisation]:
        """Return the unions of a trade, those of the district before the city's."""
        statement = (
            select(Organisation)
            .where(
                Organisation.kind.in_(TRADES),
                Organisation.state == UnionState.established,
                Organisation.name.contains(part, autoescape=True),
                Organisation.district.is_(None) | (Organisation.district == district),
            )
            .order_by(Organisation.district.is_(None), Organisation.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def list_above(self, organisation: Organisation) -> list[Organisation]:
        """Return the unions above, the nearest first."""
        chain = (
            select(Organisation.parent_id, literal(1).label("step"))
            .where(Organisation.id == organisation.id)
            .cte("chain", recursive=True)
        )
        next_one = select(Organisation.parent_id, chain.c.step + 1).where(
            Organisation.id == chain.c.parent_id, chain.c.step < MOST_LEVELS
        )
        chain = chain.union_all(next_one)
        statement = (
            select(Organisation)
            .join(chain, Organisation.id == chain.c.parent_id)
            .order_by(chain.c.step)
        )
        return list((await self.session.scalars(statement)).all())
