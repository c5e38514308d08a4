"""The synthetic tree at the size of the city: some 30,000 unions, parents first."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from pathlib import Path
from random import Random
from typing import Any

import yaml

from helpdesk.errors import InvalidInput
from helpdesk.models import OrganisationKind, UnionState
from helpdesk.seed.tree import STATES, Union, tree
from helpdesk.seed.words import address, dice, landline
from helpdesk.seed.words import words as demo_words

FILE = Path(__file__).with_name("words.yml")
USUAL = 30_000
COLUMNS = (
    "工会名称",
    "工会类型",
    "上级工会",
    "单位名称",
    "建会状态",
    "所在区",
    "所在街道",
    "地址",
    "电话",
    "职工人数",
)
KINDS = {
    OrganisationKind.federation: "市总工会",
    OrganisationKind.district: "区总工会",
    OrganisationKind.industry: "产业工会",
    OrganisationKind.street: "街道总工会",
    OrganisationKind.community: "社区工联会",
    OrganisationKind.park: "园区工联会",
    OrganisationKind.building: "楼宇工联会",
    OrganisationKind.trade: "行业工联会",
    OrganisationKind.enterprise: "企业工会",
}
UNION_STATES = {
    UnionState.established: "已建",
    UnionState.forming: "组建中",
    UnionState.willing: "有意愿",
    UnionState.absent: "未建",
}


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer with a union, as members know it."""

    name: str
    union: str
    district: str
    street: str
    headcount: int


def unions(count: int = USUAL, *, seed: int = 0) -> Iterator[Union]:
    """Yield a tree of so many unions."""
    above = [u for u in tree() if u.kind is not OrganisationKind.enterprise]
    trades = list(_trades(above))
    yield from above
    yield from trades
    local = [u for u in (*above, *trades) if u.kind.is_local]
    names = _employers(seed)
    room = count - len(above) - len(trades)
    if room < 1:
        raise InvalidInput(f"organisations: {len(above) + len(trades) + 1} or more")
    die = dice("unions", seed)
    for number in range(room):
        name = next(names, None)
        if name is None:
            raise InvalidInput(f"organisations: {count - room + number} at most")
        yield _enterprise(name, die.choice(local), die)


def employers(count: int = USUAL, *, seed: int = 0) -> list[Employer]:
    """Return the employers of that tree whose union is set up."""
    return [
        Employer(u.employer, u.name, u.district, u.street, u.headcount)
        for u in unions(count, seed=seed)
        if u.employer and u.district and u.street and u.headcount
        if u.state is UnionState.established
    ]


def cells(union: Union, number: int) -> list[str]:
    """Return a union as the cells of `COLUMNS`."""
    is_city = union.kind is OrganisationKind.federation
    hotline = demo_words()["federation"]["phone"]
    return [
        union.name,
        KINDS[union.kind],
        union.parent or "",
        union.employer or "",
        UNION_STATES[union.state],
        union.district or "",
        union.street or "",
        address(union.district, union.street, number + 1),
        hotline if is_city else landline(number),
        str(union.headcount or ""),
    ]


def _enterprise(name: str, above: Union, die: Random) -> Union:
    """Return an employer's union; most are small, a few are very large."""
    return Union(
        f"{name}工会",
        OrganisationKind.enterprise,
        above.name,
        above.district,
        above.street,
        name,
        die.choices(list(STATES), list(STATES.values()))[0],
        min(20_000, round(25 * die.paretovariate(1.1))),
    )


def _trades(above: list[Union]) -> Iterator[Union]:
    """Yield unions of trades, two a street."""
    pattern, parts = _words()["trade_union"], _words()["trade_parts"]
    for union, part in product(above, parts):
        if union.kind is OrganisationKind.street:
            name = pattern.format(street=union.street, part=part)
            kind = OrganisationKind.trade
            yield Union(name, kind, union.name, union.district, union.street)


def _employers(seed: int) -> Iterator[str]:
    """Yield employers' names, none twice."""
    stock, pattern = _words(), demo_words()["employer"]
    pairs = ["".join(pair) for pair in permutations(stock["employer_characters"], 2)]
    named = list(product(pairs, stock["trades"]))
    dice("employers", seed).shuffle(named)
    for pair, trade in named:
        yield pattern.format(name=pair, trade=trade)


@cache
def _words() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content
