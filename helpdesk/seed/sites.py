"""Synthetic sites: legal service points with rosters, rest stations, workers' homes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from itertools import chain, zip_longest

from helpdesk.models import SiteKind
from helpdesk.places import districts
from helpdesk.seed.words import TOWNS_OF, dice, words

# As in 2018: 212 lawyers at 62 points.
LEGAL_SITES = 62
LAWYERS = 212
WORKDAYS = 5
SHIFTS = ((time(9), time(12)), (time(14), time(17, 30)))


@dataclass(frozen=True, slots=True)
class Place:
    """A site to be."""

    kind: SiteKind
    name: str
    district: str
    street: str
    hours: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """A lawyer to be, with the site and the weekly hours."""

    name: str
    firm: str
    license_number: str
    site: str
    weekday: int
    starts_at: time
    ends_at: time


def sites() -> Iterator[Place]:
    """Yield every site; each district has a legal service point."""
    streets = list(_streets())
    for district, street in streets[:LEGAL_SITES]:
        yield _place(SiteKind.legal_service, district, street)
    for district, street in streets:
        yield _place(SiteKind.rest_station, district, street)
    for district, street in streets[::2]:
        yield _place(SiteKind.workers_home, district, street)


def counsels() -> Iterator[Counsel]:
    """Yield the lawyers, spread over the sites and the days of the week."""
    legal = [site.name for site in sites() if site.kind is SiteKind.legal_service]
    for number in range(LAWYERS):
        at, turn = number % LEGAL_SITES, number // LEGAL_SITES
        starts_at, ends_at = SHIFTS[(at + turn) % len(SHIFTS)]
        yield Counsel(
            name=_lawyer_name(number),
            firm=_firm(number),
            license_number=f"DEMO-{number:04d}",
            site=legal[at],
            weekday=(at + turn * 2) % WORKDAYS,
            starts_at=starts_at,
            ends_at=ends_at,
        )


def _streets() -> Iterator[tuple[str, str]]:
    """Yield the first street of each district, then the second, and so on."""
    columns = ([(d.name, street) for street in d.streets] for d in districts().values())
    rounds = chain.from_iterable(zip_longest(*columns))
    return (pair for pair in rounds if pair is not None)


def _place(kind: SiteKind, district: str, street: str) -> Place:
    pattern = words()["sites"][kind]
    area = words()["areas"]["town" if district == TOWNS_OF else "street"]
    name = pattern["name"].format(street=street, area=area)
    return Place(kind, name, district, street, pattern["hours"])


def _lawyer_name(number: int) -> str:
    die, stock = dice("lawyer", number), words()
    surname = str(die.choice(stock["surnames"]))
    return surname + "".join(die.sample(stock["given_names"], 2))


def _firm(number: int) -> str:
    name = "".join(dice("firm", number % 40).sample(words()["employer_characters"], 2))
    return str(words()["law_firm"]).format(name=name)
