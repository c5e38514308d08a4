"""Sites: the nearest one, who is on duty there, and who is sent where."""

from collections.abc import Iterable
from datetime import date, time

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.finding import (
    Certainty,
    PlaceFound,
    find_place,
    find_spot,
    finding,
    is_district,
)
from helpdesk.models import Site, SiteKind
from helpdesk.places import Spot
from helpdesk.sites.repository import SiteRepository
from helpdesk.sites.roster import Turn, is_current, turns
from helpdesk.sites.telling import told_duties, told_postings, told_sites
from helpdesk.sites.views import (
    DutiesFound,
    DutyView,
    PostingsFound,
    PostingView,
    SitesFound,
    StationsFound,
    duty_view,
    posting_view,
    site_view,
    station_view,
    stationing_view,
)

type Order = tuple[float, int]


class SiteService:
    """Finds places to go to, and the lawyers who are there."""

    async def nearest(
        self,
        session: AsyncSession,
        *,
        kind: SiteKind,
        district: str | None,
        place: str | None,
        limit: int = 3,
    ) -> SitesFound:
        """Return the nearest sites: the street's, the district's, then by distance.

        Where it is not clear which place was meant, the choices come back instead.
        """
        where = await self.place(session, district=district, place=place)
        if where.certainty is not Certainty.clear:
            return SitesFound(where, (), where.explanation)
        found = await SiteRepository(session).list_sites(kind)
        ranked = sorted(found, key=lambda site: _order(where.spot, site))[:limit]
        views = tuple(map(site_view, ranked))
        return SitesFound(where, views, told_sites(where, kind, bool(views)))

    async def stations(
        self,
        session: AsyncSession,
        *,
        district: str | None,
        place: str | None,
        needs: frozenset[str] = frozenset(),
        limit: int = 3,
    ) -> StationsFound:
        """Return the nearest rest stations that are known to offer what is needed."""
        where = await self.place(session, district=district, place=place)
        if where.certainty is not Certainty.clear:
            return StationsFound(where, (), where.explanation)
        found = await SiteRepository(session).stations()
        ranked = sorted(found, key=lambda pair: _order(where.spot, pair[0]))
        views = (station_view(site, station) for site, station in ranked)
        fit = [view for view in views if needs <= frozenset(view.offers or ())]
        told = told_sites(where, SiteKind.rest_station, bool(fit))
        return StationsFound(where, tuple(fit[:limit]), told)

    async def on_duty(
        self,
        session: AsyncSession,
        *,
        day: date,
        district: str | None,
        place: str | None,
        limit: int = 3,
    ) -> DutiesFound:
        """Return who is on duty in the district on a day, the same street first.

        When nobody is, the district's next duty is named. A place that is not clear
        gives its choices and nobody, rather than someone at the other end of the city.
        """
        where = await self.place(session, district=district, place=place)
        if where.certainty is not Certainty.clear:
            return DutiesFound(where, (), None, where.explanation)
        roster = await SiteRepository(session).roster(on=day)
        here = [duty for duty in roster if duty.site.district == where.spot.district]
        coming = _by_nearness(turns(here, on=day), where.spot)
        today = tuple(duty_view(turn) for turn in coming if turn.day == day)
        later = min(coming, key=lambda turn: turn.day, default=None)
        following = duty_view(later) if later and not today else None
        told = told_duties(where, day, today, following)
        return DutiesFound(where, today[:limit], following, told)

    async def coming(
        self,
        session: AsyncSession,
        *,
        district: str | None,
        place: str | None,
        on: date,
        limit: int = 3,
    ) -> list[DutyView]:
        """Return today's or the next duty of the nearest sites, one for each site.

        Of equally near sites the one with the earlier duty. Where the place is not
        clear the whole city counts: everybody gets a lawyer.
        """
        where = find_spot(district=district, place=place)
        roster = await SiteRepository(session).roster(on=on)
        first: dict[int, Turn] = {}
        for turn in sorted(turns(roster, on=on), key=_when):
            first.setdefault(turn.duty.site_id, turn)

        def order(turn: Turn) -> tuple[float, date, str]:
            site = turn.duty.site
            return _order(where, site)[0], turn.day, site.name

        return [duty_view(turn) for turn in sorted(first.values(), key=order)[:limit]]

    async def next_duty(
        self, session: AsyncSession, *, site_id: int, on: date
    ) -> DutyView | None:
        """Return a site's first duty from a day on."""
        roster = await SiteRepository(session).roster(on=on, site_id=site_id)
        coming = turns(roster, on=on)
        first = min(coming, key=_when, default=None)
        return duty_view(first) if first else None

    async def lawyers_of(
        self, session: AsyncSession, *, organisation_id: int, on: date
    ) -> PostingsFound:
        """Return the lawyers sent to an enterprise or a community."""
        found = await SiteRepository(session).postings_at(organisation_id)
        current = [posting for posting in found if is_current(posting, on=on)]
        views = tuple(map(posting_view, current))
        return PostingsFound(views, told_postings(views))

    async def postings_of(
        self, session: AsyncSession, *, lawyer_id: int, on: date
    ) -> list[PostingView]:
        """Return where a lawyer is sent: to sites, enterprises and communities."""
        repository = SiteRepository(session)
        duties = await repository.duties_of(lawyer_id)
        sent = await repository.postings_of(lawyer_id)
        return [
            *(stationing_view(duty) for duty in duties if is_current(duty, on=on)),
            *(posting_view(posting) for posting in sent if is_current(posting, on=on)),
        ]

    async def place(
        self, session: AsyncSession, *, district: str | None, place: str | None
    ) -> PlaceFound:
        """Read a place; one that is no street may be the name of a site."""
        where = find_place(district=district, place=place)
        if where.spot.street is not None or not place or is_district(place):
            return where
        found = await finding.site(session, place, district=where.spot.district)
        if found.certainty is not Certainty.clear:
            return where
        entry = found.matches[0].entry
        spot = Spot(entry.district, entry.street, entry.text)
        return PlaceFound(Certainty.clear, spot, (), found.explanation)


def _when(turn: Turn) -> tuple[date, time, int]:
    return turn.day, turn.duty.starts_at, turn.duty.id


def _order(where: Spot, site: Site) -> Order:
    """Return what sorts sites by nearness; the key decides between equals."""
    rank = where.rank(district=site.district, street=site.street, name=site.name)
    return rank, site.id


def _by_nearness(coming: Iterable[Turn], where: Spot) -> list[Turn]:
    """Return turns with the nearest site's first, each site's by the hour."""

    def order(turn: Turn) -> tuple[Order, time, int]:
        duty = turn.duty
        return _order(where, duty.site), duty.starts_at, duty.id

    return sorted(coming, key=order)


sites = SiteService()
