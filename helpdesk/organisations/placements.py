"""Placements: which union takes a worker in, and which one confirms it (小三级)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import InvalidInput, NotFound
from helpdesk.finding import find_spot
from helpdesk.models import (
    EmploymentKind,
    Organisation,
    OrganisationKind,
    Route,
    UnionState,
)
from helpdesk.organisations.repository import OrganisationRepository
from helpdesk.organisations.routes import Reason, choose, reason
from helpdesk.organisations.service import core_name, organisations
from helpdesk.places import Spot

LIKE_NAMED = 20  # so many employers' names are compared
ROUTES = {
    OrganisationKind.enterprise: Route.employer,
    OrganisationKind.community: Route.local,
    OrganisationKind.park: Route.local,
    OrganisationKind.building: Route.local,
    OrganisationKind.trade: Route.trade,
    OrganisationKind.industry: Route.trade,
    OrganisationKind.street: Route.street,
    OrganisationKind.district: Route.district,
    OrganisationKind.federation: Route.federation,
}


@dataclass(frozen=True, slots=True)
class Worksite:
    """Where and how somebody works, as told; ``employer_id`` once it was chosen."""

    employment: EmploymentKind = EmploymentKind.regular
    employer: str | None = None
    employer_id: int | None = None
    district: str | None = None
    place: str | None = None
    trade: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """The union that takes a worker in, the one that confirms, and why these."""

    route: Route
    primary: Organisation
    upper: Organisation | None
    reason: Reason


class PlacementService:
    """Finds the union that takes a worker in."""

    async def find(self, session: AsyncSession, site: Worksite) -> Placement:
        """Return where a worker joins, or moves to."""
        employer = await self._employer(session, site)
        available: dict[Route, Organisation] = {}
        for union in await self._around(session, site, employer):
            available.setdefault(ROUTES[union.kind], union)
        route = choose(site.employment, available)
        if route is None:
            raise NotFound("no union covers this place")
        state = employer.state if employer else None
        return Placement(
            route,
            available[route],
            await self.confirming(session, available[route]),
            reason(site.employment, route, state),
        )

    async def confirming(
        self, session: AsyncSession, primary: Organisation
    ) -> Organisation | None:
        """Return the union that confirms what another decided; 小三级 ends at streets.

        An employer's union may stand right under a district's or a trade's.
        """
        above = await OrganisationRepository(session).list_above(primary)
        nearest = next(iter(_established(above)), None)
        if nearest is None or primary.kind is OrganisationKind.enterprise:
            return nearest
        return nearest if nearest.kind is OrganisationKind.street else None

    async def _employer(
        self, session: AsyncSession, site: Worksite
    ) -> Organisation | None:
        """Return the employer that was chosen, or the only one of that name."""
        repository = OrganisationRepository(session)
        if site.employer_id is not None:
            chosen = await repository.by_id(site.employer_id)
            if chosen is None or chosen.kind is not OrganisationKind.enterprise:
                raise InvalidInput("no employer has this key")
            return chosen
        if not site.employer or not (core := core_name(site.employer)):
            return None
        where = find_spot(district=site.district, place=site.place)
        alike = await organisations.of_employer(
            session, site.employer, where, limit=LIKE_NAMED
        )
        return _only(alike, site.employer.strip(), core)

    async def _around(
        self, session: AsyncSession, site: Worksite, employer: Organisation | None
    ) -> list[Organisation]:
        """Return the established unions that could take a worker in, nearest first."""
        repository = OrganisationRepository(session)
        where = find_spot(district=site.district, place=site.place)
        start = employer or await self._of_place(session, where)
        found = [start, *await repository.list_above(start)] if start else []
        if site.trade:
            district = where.district or (employer and employer.district)
            found[:0] = await repository.list_by_trade(
                site.trade, district=district or None, limit=1
            )
        return list(_established(found))

    async def _of_place(
        self, session: AsyncSession, where: Spot
    ) -> Organisation | None:
        """Return the only local union of a place, else the street's or district's."""
        local = await organisations.of_place(session, where, limit=2)
        if len(local) == 1:
            return local[0]
        return await organisations.of_area(session, where)


def _only(alike: Iterable[Organisation], name: str, core: str) -> Organisation | None:
    """Return the employer of exactly this name, else the only one of this core."""
    exact = [union for union in alike if union.employer == name]
    close = [union for union in alike if core_name(union.employer or "") == core]
    found = exact or close
    return found[0] if len(found) == 1 else None


def _established(unions: Iterable[Organisation]) -> Iterable[Organisation]:
    return (union for union in unions if union.state is UnionState.established)


placements = PlacementService()
