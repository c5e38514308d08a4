"""SQL of names."""

from typing import Any

from sqlalchemy import Select, select

from helpdesk.models import NameMark, NameSubject, Organisation, OrganisationKind, Site
from helpdesk.repository import Repository

type Names = dict[int, tuple[str | None, ...]]
"""District, street, then one name or more, by key."""


class NameRepository(Repository):
    """Questions about names."""

    async def mark(self, subject: NameSubject) -> int:
        """Return the mark that changes whenever these names do."""
        statement = select(NameMark.mark).where(NameMark.subject == subject)
        return (await self.session.scalars(statement)).one()

    async def employers(self) -> Names:
        """Return enterprises by key, each by the employer's name and its union's."""
        union = Organisation
        statement = select(
            union.id, union.district, union.street, union.employer, union.name
        )
        return await self._names(
            statement.where(union.kind == OrganisationKind.enterprise)
        )

    async def unions(self) -> Names:
        """Return the unions above the enterprises by key."""
        union = Organisation
        statement = select(union.id, union.district, union.street, union.name)
        return await self._names(
            statement.where(union.kind != OrganisationKind.enterprise)
        )

    async def sites(self) -> Names:
        """Return service points, rest stations and workers' homes by key."""
        return await self._names(select(Site.id, Site.district, Site.street, Site.name))

    async def _names(self, statement: Select[*tuple[Any, ...]]) -> Names:
        """Return what is found, by its key."""
        found = await self.session.execute(statement)
        return {key: tuple(told) for key, *told in found}
