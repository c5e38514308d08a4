"""Rest stations of a district or a street, with what they offer."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import RestStation, Site
from helpdesk.places import spot
from helpdesk.relief.request_repository import ReliefRepository


class Offer(StrEnum):
    """What a station may offer."""

    water = "water"  # 饮水
    charging = "charging"  # 充电
    seats = "seats"  # 休息
    microwave = "microwave"  # 热饭
    medicine = "medicine"  # 药箱


@dataclass(frozen=True, slots=True)
class Station:
    """A station; ``offers`` is None where nobody has told what it offers."""

    name: str
    address: str
    district: str
    street: str
    hours: str
    offers: frozenset[Offer] | None


class RestStationService:
    """Lists stations and keeps what they offer."""

    async def list_in(
        self,
        session: AsyncSession,
        *,
        district: str | None = None,
        street: str | None = None,
        needed: Collection[Offer] = (),
    ) -> list[Station]:
        """Return the stations of a district or street that offer what is needed.

        Raises:
            InvalidInput: The district or the street is none of Shenzhen's.
        """
        where = spot(district=district, place=street)
        if (district and not where.district) or (street and not where.street):
            raise InvalidInput("no such district or street")
        repository = ReliefRepository(session)
        sites = await repository.list_sites(
            district=where.district, street=where.street
        )
        offers = {
            each.site_id: _offers(each)
            for each in await repository.offers(site.id for site in sites)
        }
        stations = (_station(site, offers.get(site.id)) for site in sites)
        return [each for each in stations if set(needed) <= (each.offers or set())]

    async def describe(
        self, session: AsyncSession, name: str, offers: Collection[Offer]
    ) -> None:
        """Write down all that a station offers."""
        repository = ReliefRepository(session)
        site = await repository.station(name)
        if site is None:
            raise NotFound("no such rest station")
        told = {offer.value: offer in offers for offer in Offer}
        await repository.set_offers(site.id, told)


def _offers(station: RestStation) -> frozenset[Offer]:
    return frozenset(offer for offer in Offer if getattr(station, offer))


def _station(site: Site, offers: frozenset[Offer] | None) -> Station:
    return Station(
        site.name, site.address, site.district, site.street, site.hours, offers
    )


rest_stations = RestStationService()
