"""SQL of summer relief."""

from collections.abc import Sequence

from sqlalchemy import select

from helpdesk.models import Site, SiteKind
from helpdesk.repository import Repository


class StationRepository(Repository):
    """Questions about rest stations."""

    async def list_stations(self) -> Sequence[Site]:
        """Return every rest station."""
        statement = (
            select(Site).where(Site.kind == SiteKind.rest_station).order_by(Site.id)
        )
        return (await self.session.scalars(statement)).all()
