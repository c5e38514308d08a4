"""Summer relief: the heat allowance, and where to rest in the shade."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.finding import find_spot
from helpdesk.models import Site
from helpdesk.relief.policy import (
    HeatAllowance,
    HeatEntitlement,
    HeatOwed,
    heat_allowance,
    heat_due,
    heat_entitlement,
    heat_owed,
)
from helpdesk.relief.repository import StationRepository
from helpdesk.relief.work_stop import WorkStop, work_stop


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

    def heat_owed(self, first: date, last: date) -> HeatOwed:
        """Return what is due from a first to a last day of work in the heat."""
        return heat_owed(first, last)

    def heat_entitlement(
        self, *, on: date, outdoors: bool, temperature: Decimal | None = None
    ) -> HeatEntitlement:
        """Say whether a workplace has the allowance."""
        return heat_entitlement(on=on, outdoors=outdoors, temperature=temperature)

    def work_stop(
        self,
        temperature: Decimal,
        *,
        on: date,
        outdoors: bool,
        protected: bool = False,
    ) -> WorkStop:
        """Say what a temperature demands of the employer."""
        return work_stop(temperature, on=on, outdoors=outdoors, protected=protected)

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
