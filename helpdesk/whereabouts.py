"""Reading a place that was shared on a map: the words a worker would have written.

The dialogue takes them as if they had been typed: a form that asks where fills them
in, and outside a form the nearest sites are named.
"""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from helpdesk.finding import Area
from helpdesk.places import KILOMETRES_PER_DEGREE, District, districts, spot
from helpdesk.rules import rules

RULES = Path(__file__).with_name("whereabouts.yml")
LONGEST = 40  # characters
# House numbers are left out: “15号” would be read as a day of the month.
_NAMES = re.compile(r"[\u4e00-\u9fff]+")
_CITY = re.compile("(?:广东省?)?深圳(?:市(?!民))?")
_PROVINCE = re.compile("^(?:中国)?(?:[^省市]{2,3}省)?")


def words(latitude: float, longitude: float, label: str = "") -> str:
    """Say where a place on the map is.

    The label's names go before the coordinates: of districts only rough centres are
    known, and a border runs nearer to a neighbour's centre in many places.

    >>> words(22.53, 113.94, "广东省深圳市南山区粤海街道科技园科苑路15号")
    '南山区粤海街道科技园科苑路'
    >>> words(22.53, 113.94)
    '南山区'
    >>> words(23.02, 113.75, "广东省东莞市南城街道")
    '东莞市南城街道（不在深圳）'
    """
    if not _is_here(latitude, longitude, label):
        return _outside(label)
    names = list(_names(_CITY.sub(" ", label)))
    known = next((name for name in map(_from_district, names) if name), None)
    if known is None:
        known = str(Area(_nearest(latitude, longitude).name)) + "".join(names[:1])
    return known[:LONGEST]


def _is_here(latitude: float, longitude: float, label: str) -> bool:
    """Tell whether it is in Shenzhen."""
    if _CITY.search(label):
        return True
    book = rules(RULES)
    if any(name in label for name in book["elsewhere"]):
        return False

    def contains(boxes: str) -> bool:
        return any(_within(box, latitude, longitude) for box in book[boxes])

    return contains("bounds") and not contains("besides")


def _names(label: str) -> Iterator[str]:
    return (n for n in _NAMES.findall(label) if n not in rules(RULES)["empty"])


def _from_district(name: str) -> str | None:
    """Return a name from its district on; a street alone tells its district."""
    for district in districts():
        for whole in (str(Area(district)), f"{district}新区"):
            if whole in name:
                return name[name.index(whole) :]
    street = spot(district=None, place=name) if "街道" in name else None
    if street is None or street.district is None or f"{street.street}街道" not in name:
        return None
    return str(Area(street.district)) + name


def _outside(label: str) -> str:
    said = rules(RULES)["said"]
    place = _PROVINCE.sub("", next(_names(label), ""))[:LONGEST]
    return str(said["outside" if place else "outside_unnamed"]).format(place=place)


def _within(box: Mapping[str, Any], latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = box["latitude"], box["longitude"]
    return bool(south <= latitude <= north and west <= longitude <= east)


def _nearest(latitude: float, longitude: float) -> District:
    """Return the district whose centre is nearest."""

    def kilometres(district: District) -> float:
        north, east = (district.centre[0] - latitude, district.centre[1] - longitude)
        east *= math.cos(math.radians(latitude))
        return math.hypot(north, east) * KILOMETRES_PER_DEGREE

    return min(districts().values(), key=kilometres)
