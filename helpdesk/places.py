"""Shenzhen's districts and streets, and how far the districts are from each other."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

KILOMETRES_PER_DEGREE = 111.2
FILE = Path(__file__).with_name("places.yml")


@dataclass(frozen=True, slots=True)
class District:
    """A district by its plain name, with its centre's latitude and longitude."""

    name: str
    centre: tuple[float, float]
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a worker means, as far as it is known."""

    district: str | None
    street: str | None
    words: str | None

    def rank(self, *, district: str, street: str, name: str) -> float:
        """Return how far a place is: 0 same street, 1 same district, then by distance.

        A place that carries the worker's own words in its name is as near as can be.
        """
        if self.words and self.words in name:
            return 0.0
        if self.street == street and self.district == district:
            return 0.0
        if self.district is None:
            return 1.0
        return 1.0 + distance(self.district, district)


@cache
def districts() -> dict[str, District]:
    """Return the districts by their plain names."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        name: District(name, tuple(entry["centre"]), tuple(entry["streets"]))
        for name, entry in content.items()
    }


def spot(*, district: str | None, place: str | None) -> Spot:
    """Read what a worker said of a place; the street tells the district as well.

    >>> spot(district=None, place="西乡街道")
    Spot(district='宝安', street='西乡', words='西乡街道')
    """
    within = read_district(district) if district else None
    found = _street_in(place, within) if place else None
    return Spot(found[0] if found else within, found[1] if found else None, place)


def read_district(text: str) -> str | None:
    """Return the plain name of the district that a text begins with.

    >>> read_district("宝安区"), read_district("深圳市南山区"), read_district("东莞")
    ('宝安', '南山', None)
    """
    plain = text.strip().removeprefix("深圳").removeprefix("市")
    return next((name for name in districts() if plain.startswith(name)), None)


@cache
def distance(one: str, other: str) -> float:
    """Return the rough distance of two districts' centres in kilometres."""
    latitude, longitude = districts()[one].centre
    other_latitude, other_longitude = districts()[other].centre
    north = (latitude - other_latitude) * KILOMETRES_PER_DEGREE
    east = (longitude - other_longitude) * KILOMETRES_PER_DEGREE
    return math.hypot(north, east * math.cos(math.radians(latitude)))


def _street_in(place: str, within: str | None) -> tuple[str, str] | None:
    """Find the longest street name in a place, first in the district that was said."""
    found = [
        (name == within, f"{street}街道" in place, len(street), name, street)
        for name, district in districts().items()
        for street in district.streets
        if street in place
    ]
    *_, name, street = max(found, default=(None, None))
    return (name, street) if name and street else None
