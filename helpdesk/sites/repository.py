"""SQL of sites, rosters and postings."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from helpdesk.models import Duty, Posting, RestStation, Site, SiteKind
from helpdesk.repository import Repository


class SiteRepository(Repository):
    """Questions about sites and who is there."""

    async def list_sites(self, kind: SiteKind) -> Sequence[Site]:
        """Return the sites of one kind."""
        statement = select(Site).where(Site.kind == kind).order_by(Site.id)
        return (await self.session.scalars(statement)).all()

    async def stations(self) -> Sequence[tuple[Site, RestStation | None]]:
        """Return the rest stations, with what they offer where that is on record."""
        statement = (
            select(Site, RestStation)
            .outerjoin(RestStation, RestStation.site_id == Site.id)
            .where(Site.kind == SiteKind.rest_station)
            .order_by(Site.id)
        )
        found = await self.session.execute(statement)
        return [(site, station) for site, station in found]

    async def roster(self, *, on: date, site_id: int | None = None) -> Sequence[Duty]:
        """Return the duties at legal service sites that are not over by a day."""
        statement = (
            select(Duty)
            .join(Duty.site)
            .where(
                Site.kind == SiteKind.legal_service,
                or_(Duty.valid_to.is_(None), Duty.valid_to >= on),
            )
            .options(contains_eager(Duty.site), joinedload(Duty.lawyer))
            .order_by(Duty.starts_at, Duty.id)
        )
        if site_id is not None:
            statement = statement.where(Duty.site_id == site_id)
        return (await self.session.scalars(statement)).all()

    async def duties_of(self, lawyer_id: int) -> Sequence[Duty]:
        """Return a lawyer's weekly duties."""
        statement = (
            select(Duty)
            .where(Duty.lawyer_id == lawyer_id)
            .options(joinedload(Duty.site), joinedload(Duty.lawyer))
            .order_by(Duty.weekday, Duty.starts_at, Duty.id)
        )
        return (await self.session.scalars(statement)).all()

    async def postings_at(self, organisation_id: int) -> Sequence[Posting]:
        """Return the lawyers sent to an enterprise or a community."""
        return await self._postings(Posting.organisation_id == organisation_id)

    async def postings_of(self, lawyer_id: int) -> Sequence[Posting]:
        """Return the enterprises and communities that a lawyer is sent to."""
        return await self._postings(Posting.lawyer_id == lawyer_id)

    async def _postings(self, condition: ColumnElement[bool]) -> Sequence[Posting]:
        statement = (
            select(Posting)
            .where(condition)
            .options(joinedload(Posting.organisation), joinedload(Posting.lawyer))
            .order_by(Posting.id)
        )
        return (await self.session.scalars(statement)).all()
