"""Reading which district and street a worker means, misspelt or not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from helpdesk.finding.found import Certainty, Entry, listed, words
from helpdesk.finding.index import NameIndex
from helpdesk.finding.scoring import scoring
from helpdesk.finding.text import READ, folded
from helpdesk.places import Spot, districts, spot

_OFFICE = re.compile("街道办(事处)?")
PLAIN = {
    "深汕": ("深汕特别合作区", "镇")
}  # the one area with towns in place of streets


@dataclass(frozen=True, slots=True)
class Area:
    """A street with its district, or a district alone, by their plain names."""

    district: str
    street: str | None = None

    def __str__(self) -> str:
        whole, level = PLAIN.get(self.district, (f"{self.district}区", "街道"))
        return f"{whole}{self.street}{level}" if self.street else whole


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Which place was meant; with choices when that is not clear."""

    certainty: Certainty
    spot: Spot
    choices: tuple[Area, ...]
    explanation: str


def find_place(*, district: str | None, place: str | None) -> PlaceFound:
    """Return the district and street that were meant.

    An unknown street leads to its district when that was said, else to the choices.
    """
    where = spot(district=district, place=place)
    if where.street is None and place:
        where, near = _misspelt(where, place)
        if where.street is None and where.district is None:
            return _unclear(where, near)
    if where.district is None:
        return _unclear(where, ())
    known = Area(where.district, where.street)
    is_whole = where.street is not None or not place or is_district(place)
    told = words()["place"]["clear" if is_whole else "district"]
    return PlaceFound(Certainty.clear, where, (), told.format(first=known))


def find_spot(*, district: str | None, place: str | None) -> Spot:
    """Return the spot alone, for those who only want to sort by distance."""
    return find_place(district=district, place=place).spot


def _misspelt(where: Spot, place: str) -> tuple[Spot, tuple[Area, ...]]:
    """Read a place by likeness; in a district that was said only its own streets."""
    plain = _OFFICE.sub("街道", place[:READ])
    found = _index().find(plain, near=(where.district,))
    areas = tuple(_areas()[key] for key in found.keys)
    if where.district is not None:
        areas = tuple(area for area in areas if area.district == where.district)
    shared = {area.district for area in areas}
    if len(shared) != 1 or found.matches[0].score < scoring().clear:
        return where, areas
    street = areas[0].street if found.certainty is Certainty.clear else None
    return Spot(shared.pop(), street, where.words), areas


def _unclear(where: Spot, near: tuple[Area, ...]) -> PlaceFound:
    """Offer what was nearly said, or all districts."""
    certainty = Certainty.ambiguous if near else Certainty.nothing
    choices = near or tuple(map(Area, districts()))
    told = words()["place"][certainty].format(choices=listed([*map(str, choices)]))
    return PlaceFound(certainty, where, choices, told)


def is_district(place: str) -> bool:
    """Tell whether a place is a district and nothing more."""
    return folded(place) in _district_names()


@cache
def _district_names() -> frozenset[str]:
    return frozenset({*districts(), *(str(Area(name)) for name in districts())})


@cache
def _areas() -> Mapping[int, Area]:
    """Return districts and streets, each with a number that stays."""
    whole = [Area(name) for name in districts()]
    parts = [Area(d.name, street) for d in districts().values() for street in d.streets]
    return dict(enumerate(whole + parts))


@cache
def _index() -> NameIndex:
    """Return an index of districts and streets, long and short."""
    entries = []
    for key, area in _areas().items():
        short = area.street or area.district
        whole = str(area).removeprefix(str(Area(area.district))) or str(area)
        for text in {short: None, whole: None}:
            entries.append(Entry(key, text, area.district, area.street))
    return NameIndex(entries, floor=scoring().place_floor)
