"""Summer relief: the heat allowance, and where to rest in the shade."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.finding import find_spot
from helpdesk.models import Site
from helpdesk.relief.policy import HeatAllowance, heat_allowance, heat_due
from helpdesk.relief.repository import StationRepository


@dataclass(frozen=True, slots=True)
class StationView:
    """A rest station as a worker is told of it."""

    name: str
    address: str
    district: str
    hours: str


class ReliefService:
    """Reckons heat allowances and finds rest stations."""

    def heat_allowance(self, on: date) -> HeatAllowance:
        """Return the allowance in force on a day."""
        return heat_allowance(on)

    def heat_due(self, *, months: int, on: date) -> Decimal:
        """Return what is due for so many months at the rate of a day."""
        return heat_due(months=months, on=on)

    async def stations(
        self,
        session: AsyncSession,
        *,
        district: str | None,
        place: str | None,
        limit: int = 3,
    ) -> list[StationView]:
        """Return the nearest rest stations."""
        where = find_spot(district=district, place=place)

        def order(site: Site) -> tuple[float, int]:
            rank = where.rank(
                district=site.district, street=site.street, name=site.name
            )
            return rank, site.id

        found = sorted(await StationRepository(session).list_stations(), key=order)
        return [
            StationView(site.name, site.address, site.district, site.hours)
            for site in found[:limit]
        ]


relief = ReliefService()
