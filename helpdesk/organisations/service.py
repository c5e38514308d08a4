"""Organisations: which union a worker belongs to."""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.finding import find_spot, finding, likely
from helpdesk.models import Organisation, OrganisationKind, UnionState
from helpdesk.organisations.repository import OrganisationRepository
from helpdesk.places import Spot, districts
from helpdesk.texts import tidy

# What people leave out or add when they name an employer or a place.
_EMPLOYER_TRIMMINGS = re.compile(
    rf"^(深圳市?)?((?:{'|'.join(districts())})区?的?)?|"
    r"(股份|集团|科技)?(有限责任|有限)?公司$|[的]?(工厂|厂)$"
)
_PLACE_TRIMMINGS = re.compile(r"(街道|社区|园区|工业园|科技园|大厦)$")
NAME_LIMIT = 60
SHORTEST_NAME = 2  # one character would match half the city


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A union as a worker is told of it."""

    name: str
    kind: OrganisationKind
    district: str | None
    address: str
    phone: str


class OrganisationService:
    """Finds the union that covers a worker."""

    async def covering(
        self,
        session: AsyncSession,
        *,
        employer: str | None,
        district: str | None,
        place: str | None,
        limit: int = 3,
    ) -> list[OrganisationView]:
        """Return the unions that cover a worker, the nearest first.

        The employer's own union comes first, then that of the community or park, the
        street, the district and the city. An employer without a union leads to the
        union above it.
        """
        views: dict[int, OrganisationView] = {}
        where = find_spot(district=district, place=place)
        async for union in self._nearest(session, employer, where, limit):
            if union.state is UnionState.established:
                views.setdefault(union.id, _view(union))
            if len(views) == limit:
                break
        return list(views.values())

    async def _nearest(
        self, session: AsyncSession, employer: str | None, where: Spot, limit: int
    ) -> AsyncIterator[Organisation]:
        """Yield the unions named by the worker's words, then those above the first."""
        repository = OrganisationRepository(session)
        named = await self.of_employer(session, employer, where, limit=limit)
        if not named:
            named = await self.of_place(session, where, limit=limit)
        for union in named:
            yield union
        above = named[0] if named else await self.of_area(session, where)
        while above is not None:
            yield above
            above = await repository.parent(above)

    async def of_employer(
        self, session: AsyncSession, employer: str | None, where: Spot, *, limit: int
    ) -> list[Organisation]:
        """Return the enterprises that are likely meant, the best first."""
        found = await finding.employer(
            session, employer or "", district=where.district, street=where.street
        )
        keys = likely(found, most=limit)
        return await OrganisationRepository(session).list_by_keys(keys)

    async def of_place(
        self, session: AsyncSession, where: Spot, *, limit: int
    ) -> list[Organisation]:
        """Return the local unions of a place in the district that was said."""
        if not (part := core_place(where)):
            return []
        found = await finding.union(session, part, district=where.district)
        keys = likely(found, most=limit)
        named = await OrganisationRepository(session).list_by_keys(keys)
        return [
            union
            for union in named
            if union.kind.is_local and where.district in (None, union.district)
        ]

    async def by_name(self, session: AsyncSession, name: str) -> Organisation | None:
        """Return the union with this full name."""
        return await OrganisationRepository(session).by_name(name)

    async def named(
        self, session: AsyncSession, name: str, *, limit: int
    ) -> list[Organisation]:
        """Return the unions and employers that are likely meant, the best first."""
        words = tidy(name, limit=NAME_LIMIT)
        if len(words) < SHORTEST_NAME:
            return []
        above = await finding.union(session, words)
        employers = await finding.employer(session, words)
        scored = sorted(
            (*above.matches, *employers.matches), key=lambda m: m.score, reverse=True
        )
        keys = list(dict.fromkeys(match.entry.key for match in scored))
        return await OrganisationRepository(session).list_by_keys(keys[:limit])

    async def path_of(
        self, session: AsyncSession, organisation_id: int | None
    ) -> str | None:
        """Return where in the tree a union stands; the whole city is nowhere."""
        if organisation_id is None:
            return None
        union = await OrganisationRepository(session).by_id(organisation_id)
        return union.path if union else None

    async def names_of(
        self, session: AsyncSession, keys: Iterable[int | None]
    ) -> dict[int, str]:
        """Return what unions are called, by their keys."""
        wanted = sorted({key for key in keys if key is not None})
        found = await OrganisationRepository(session).list_by_keys(wanted)
        return {union.id: union.name for union in found}

    async def seeing_to(
        self, session: AsyncSession, organisation_id: int | None
    ) -> Organisation | None:
        """Return the union that sees to a matter: the city's where none is named."""
        repository = OrganisationRepository(session)
        if organisation_id is not None:
            return await repository.by_id(organisation_id)
        return await repository.of_area(
            OrganisationKind.federation, district=None, street=None
        )

    def above(self, path: str | None) -> list[str]:
        """Return a path and those above it, from the root downwards.

        >>> organisations.above("/1/7/31/")
        ['/1/', '/1/7/', '/1/7/31/']
        """
        steps = (path or "").strip("/").split("/")
        return [
            "/" + "/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1) if path
        ]

    async def of_area(self, session: AsyncSession, where: Spot) -> Organisation | None:
        """Return the union of the street, else of the district, else of the city."""
        repository = OrganisationRepository(session)
        areas = (
            (OrganisationKind.street, where.district, where.street),
            (OrganisationKind.district, where.district, None),
            (OrganisationKind.federation, None, None),
        )
        for kind, district, street in areas:
            union = await repository.of_area(kind, district=district, street=street)
            if union is not None:
                return union
        return None


def core_name(employer: str) -> str | None:
    """Return what is left of an employer's name without its trimmings.

    >>> core_name("深圳市宝安区岚禾电子有限公司"), core_name("公司")
    ('岚禾电子', None)
    """
    core = _EMPLOYER_TRIMMINGS.sub("", tidy(employer, limit=NAME_LIMIT))
    return core if len(core) >= SHORTEST_NAME else None


def core_place(where: Spot) -> str | None:
    """Return what to look for in local unions' names; a bare street has its own."""
    core = _PLACE_TRIMMINGS.sub("", tidy(where.words or "", limit=NAME_LIMIT))
    return core if len(core) >= SHORTEST_NAME and core != where.street else None


def _view(union: Organisation) -> OrganisationView:
    return OrganisationView(
        union.name, union.kind, union.district, union.address, union.phone
    )


organisations = OrganisationService()
