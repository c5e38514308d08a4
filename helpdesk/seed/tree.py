"""The synthetic tree of unions over Shenzhen's real districts and streets."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from helpdesk.models import OrganisationKind, UnionState
from helpdesk.places import districts
from helpdesk.seed.words import TOWNS_OF, dice, words

ENTERPRISES_A_STREET = 6
DENSE = frozenset({"福田", "罗湖", "南山"})  # where office buildings have unions
# Of 1157 employers with 100 workers or more in 2018: 787 had a union, 134 were forming
# one, 83 were willing.
STATES = {
    UnionState.established: 787,
    UnionState.forming: 134,
    UnionState.willing: 83,
    UnionState.absent: 153,
}


@dataclass(frozen=True, slots=True)
class Union:
    """One union; its parent is named and comes before it."""

    name: str
    kind: OrganisationKind
    parent: str | None = None
    district: str | None = None
    street: str | None = None
    employer: str | None = None
    state: UnionState = UnionState.established
    headcount: int | None = None


def tree() -> Iterator[Union]:
    """Yield the whole tree, parents first."""
    city = words()["federation"]["name"]
    yield Union(city, OrganisationKind.federation)
    for name in words()["industries"]:
        yield Union(name, OrganisationKind.industry, city)
    employers = _employers()
    for district in districts().values():
        level = "new_area" if district.name == TOWNS_OF else "district"
        name = _named(level, district=district.name)
        yield Union(name, OrganisationKind.district, city, district.name)
        for street in district.streets:
            yield from _street(name, district.name, street, employers)


def _street(
    above: str, district: str, street: str, employers: Iterator[str]
) -> Iterator[Union]:
    """Yield a street's union, the local unions below it and their enterprises."""
    name = _named("town" if district == TOWNS_OF else "street", street=street)
    yield Union(name, OrganisationKind.street, above, district, street)
    local = list(_local(name, district, street))
    yield from local
    die = dice("enterprises", district, street)
    for _ in range(ENTERPRISES_A_STREET):
        employer, parent = next(employers), die.choice(local).name
        state = die.choices(list(STATES), list(STATES.values()))[0]
        yield Union(
            _named("enterprise", employer=employer),
            OrganisationKind.enterprise,
            parent,
            district,
            street,
            employer,
            state,
            die.randint(30, 3000),
        )


def _local(above: str, district: str, street: str) -> Iterator[Union]:
    """Yield the unions of communities, parks and buildings."""
    kinds = [OrganisationKind.community] * 2 + [OrganisationKind.park]
    if district in DENSE:
        kinds.append(OrganisationKind.building)
    die = dice("local", district, street)
    parts = {
        kind: iter(die.sample(words()["parts"][kind], kinds.count(kind)))
        for kind in dict.fromkeys(kinds)
    }
    for kind in kinds:
        name = _named(kind, street=street, part=next(parts[kind]))
        headcount = die.randint(2000, 9000)
        yield Union(name, kind, above, district, street, headcount=headcount)


def _employers() -> Iterator[str]:
    """Yield employers' names, none twice."""
    stock = words()
    pairs = ["".join(pair) for pair in permutations(stock["employer_characters"], 2)]
    dice("employers").shuffle(pairs)
    for place, pair in enumerate(pairs * len(stock["trades"])):
        trade = stock["trades"][(place + place // len(pairs)) % len(stock["trades"])]
        yield stock["employer"].format(name=pair, trade=trade)


def _named(kind: str, **parts: str) -> str:
    return str(words()["unions"][kind]).format(**parts)
