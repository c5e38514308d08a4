"""Sites, duties and postings as workers are told of them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.finding import Area, PlaceFound
from helpdesk.models import Duty, Posting, PostingKind, RestStation, Site, SiteKind
from helpdesk.sites.roster import Turn

FILE = Path(__file__).with_name("words.yml")


@dataclass(frozen=True, slots=True)
class SiteView:
    """A place to go to."""

    id: int
    kind: SiteKind
    name: str
    district: str
    street: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class StationView:
    """A rest station; what it offers is unknown where nobody has looked."""

    site: SiteView
    offers: tuple[str, ...] | None

    @property
    def told(self) -> str:
        """Say what it offers."""
        if self.offers is None:
            return str(words()["station"]["unverified"])
        return "、".join(words()["offers"][offer] for offer in self.offers)


@dataclass(frozen=True, slots=True)
class DutyView:
    """A lawyer's hours at a site on one day."""

    site: SiteView
    lawyer: str
    firm: str
    day: date
    hours: str


@dataclass(frozen=True, slots=True)
class PostingView:
    """A lawyer sent to a site, an enterprise or a community, and when."""

    kind: PostingKind
    at: str
    lawyer: str
    firm: str
    hours: str

    @property
    def told(self) -> str:
        """Name the lawyer with the kind of posting and the hours."""
        kind = words()["posting"][self.kind]
        return f"{self.lawyer}（{self.firm}，{kind}，{self.hours}）"


@dataclass(frozen=True, slots=True)
class SitesFound:
    """The nearest sites, or why there are none; ``place`` may offer choices."""

    place: PlaceFound
    sites: tuple[SiteView, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class StationsFound:
    """The nearest rest stations, or why there are none."""

    place: PlaceFound
    stations: tuple[StationView, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class DutiesFound:
    """Who is on duty on a day, else who comes next, each with a reason."""

    place: PlaceFound
    duties: tuple[DutyView, ...]
    next: DutyView | None
    explanation: str


@dataclass(frozen=True, slots=True)
class PostingsFound:
    """The lawyers sent to one organisation."""

    postings: tuple[PostingView, ...]
    explanation: str


@cache
def words() -> dict[str, Any]:
    """Return the words of explanations."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def told_day(day: date) -> str:
    """Return a day as people say it.

    >>> told_day(date(2026, 7, 13))
    '7月13日'
    """
    return str(words()["day"]).format(month=day.month, day=day.day)


def told_weekday(weekday: int) -> str:
    """Return a weekday's name; 0 is Monday."""
    return str(words()["weekdays"][weekday])


def told_place(place: PlaceFound) -> str:
    """Return the place that was understood."""
    where = place.spot
    if where.district is None:
        return str(words()["whole_city"])
    return str(Area(where.district, where.street))


def site_view(site: Site) -> SiteView:
    """Return a site as it is told."""
    return SiteView(
        id=site.id,
        kind=site.kind,
        name=site.name,
        district=site.district,
        street=site.street,
        address=site.address,
        phone=site.phone or "",
        hours=site.hours,
    )


def station_view(site: Site, station: RestStation | None) -> StationView:
    """Return a rest station as it is told."""
    if station is None:
        return StationView(site_view(site), None)
    offers = tuple(offer for offer in words()["offers"] if getattr(station, offer))
    return StationView(site_view(site), offers)


def duty_view(turn: Turn) -> DutyView:
    """Return a duty on its day as it is told."""
    duty = turn.duty
    hours = f"{duty.starts_at:%H:%M}-{duty.ends_at:%H:%M}"
    lawyer = duty.lawyer
    return DutyView(site_view(duty.site), lawyer.name, lawyer.firm, turn.day, hours)


def posting_view(posting: Posting) -> PostingView:
    """Return a posting to an enterprise or community as it is told."""
    lawyer, at = posting.lawyer, posting.organisation.name
    return PostingView(posting.kind, at, lawyer.name, lawyer.firm, _hours(posting))


def stationing_view(duty: Duty) -> PostingView:
    """Return a weekly duty at a site as the posting that it is."""
    lawyer, kind = duty.lawyer, PostingKind.site
    return PostingView(kind, duty.site.name, lawyer.name, lawyer.firm, _hours(duty))


def _hours(weekly: Duty | Posting) -> str:
    if weekly.weekday is None:
        return str(words()["posting"]["by_appointment"])
    return str(words()["posting"]["hours"]).format(
        weekday=told_weekday(weekly.weekday),
        starts_at=f"{weekly.starts_at:%H:%M}",
        ends_at=f"{weekly.ends_at:%H:%M}",
    )
