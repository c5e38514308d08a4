"""SQL of requests for visits, and of what rest stations offer."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpdesk.models import ReliefRequest, ReliefStatus, RestStation, Site, SiteKind
from helpdesk.repository import Repository, held

OPEN = [status for status in ReliefStatus if status.next]


class ReliefRepository(Repository):
    """Questions about requests and stations."""

    async def hold(self, request: ReliefRequest) -> ReliefRequest:
        """Return a request as it is now, nobody else's to change."""
        return await held(self.session, request)

    async def of_ticket(self, ticket_id: int) -> ReliefRequest | None:
        """Return the request that a ticket registered."""
        statement = select(ReliefRequest).where(ReliefRequest.ticket_id == ticket_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_open(self, *, district: str | None) -> Sequence[ReliefRequest]:
        """Return what a district has to see to, oldest first; None is everywhere."""
        statement = select(ReliefRequest).where(ReliefRequest.status.in_(OPEN))
        if district is not None:
            statement = statement.where(ReliefRequest.district == district)
        return (await self.session.scalars(statement.order_by(ReliefRequest.id))).all()

    async def station(self, name: str) -> Site | None:
        """Return the rest station of a name."""
        statement = select(Site).where(
            Site.kind == SiteKind.rest_station, Site.name == name
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_sites(
        self, *, district: str | None, street: str | None
    ) -> Sequence[Site]:
        """Return the rest stations of a district or a street, by name."""
        statement = select(Site).where(Site.kind == SiteKind.rest_station)
        if district is not None:
            statement = statement.where(Site.district == district)
        if street is not None:
            statement = statement.where(Site.street == street)
        return (await self.session.scalars(statement.order_by(Site.name))).all()

    async def offers(self, site_ids: Iterable[int]) -> Sequence[RestStation]:
        """Return what is known of the stations' offers, with their sites."""
        statement = (
            select(RestStation)
            .where(RestStation.site_id.in_(list(site_ids)))
            .options(joinedload(RestStation.site))
        )
        return (await self.session.scalars(statement)).all()

    async def set_offers(self, site_id: int, offers: Mapping[str, bool]) -> None:
        """Write down what a station offers."""
        new = self.insert(RestStation).values(site_id=site_id, **offers)
        await self.session.execute(
            new.on_conflict_do_update(
                index_elements=[RestStation.site_id], set_=dict(offers)
            )
        )
