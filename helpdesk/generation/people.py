"""Synthetic members by the million, who are nobody.

**ID numbers** have a right check digit and can not be anybody's, twice over: their
region codes 448000 to 448999 are no place (GB/T 2260 numbers Guangdong's prefectures
4401 to 4453), and their order code is 000 (order codes begin at 001). A region and a
day of birth make each one once; there are 16 million.

**Phones** begin with 154, which public lists of 2022 name among the prefixes never
given to an operator (142, 143, 154, 161, 164, 194); that is second-hand knowledge, so
nothing is ever to be sent to them. The project's own block 1380013 holds only 10,000.

**Member numbers** come from a range of serials of their own, behind the demo data's.
Everything follows from the seed: the same seed writes the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpdesk.errors import InvalidInput
from helpdesk.generation.unions import Employer
from helpdesk.models.members import CardStatus, MemberStatus, RealNameStatus
from helpdesk.numbers import ID_CHECKS, ID_WEIGHTS, luhn_digit
from helpdesk.seed.filling import (
    CARDS,
    EMPLOYMENTS,
    JOINED_DAYS,
    JOINED_FROM,
    REAL_NAMES,
    STATUSES,
    UNJOINED,
    UNNUMBERED,
)
from helpdesk.seed.words import words

BLOCK = 20_000
FIRST_REGION, REGIONS = 448_000, 1_000
FIRST_BIRTHDAY, BIRTHDAYS = date(1962, 1, 1), 16_000  # to October 2005
BIRTHDAY_STEP = 7_919  # shares no factor with BIRTHDAYS
PHONE_PREFIX, PHONES = "154", 100_000_000
PHONE_STEP = 61_803_399  # shares no factor with PHONES
FIRST_SERIAL = 756_000_001
MOST = 10_000_000
RESIDENCES = {"registered_here": 33, "permit": 52, "neither": 15}


def members(
    count: int, employers: Sequence[Employer], *, seed: int = 0
) -> Iterator[list[str]]:
    """Yield so many members as the cells of `COLUMNS`, the larger employers oftener."""
    if not 0 <= count <= MOST:
        raise InvalidInput(f"members: 0 to {MOST}, not {count}")
    weights = np.array([employer.headcount for employer in employers], dtype=float)
    shares = np.cumsum(weights / weights.sum())
    stock = _Stock(employers, shares)
    for begin in range(0, count, BLOCK):
        yield from stock.block(begin, min(BLOCK, count - begin), seed)


class _Stock:
    """What members are put together from; worked out once."""

    def __init__(
        self, employers: Sequence[Employer], shares: NDArray[np.float64]
    ) -> None:
        self.employers, self.shares = employers, shares
        days = [FIRST_BIRTHDAY + timedelta(n) for n in range(BIRTHDAYS)]
        self.births = [f"{day:%Y%m%d}" for day in days]
        self.birth_sums = [_weighed(birth, 6) for birth in self.births]
        self.regions = [str(FIRST_REGION + n) for n in range(REGIONS)]
        self.region_sums = [_weighed(region, 0) for region in self.regions]
        joined = (JOINED_FROM + timedelta(n) for n in range(JOINED_DAYS))
        self.joined = [day.isoformat() for day in joined]
        self.surnames, self.given = words()["surnames"], words()["given_names"]

    def block(self, begin: int, count: int, seed: int) -> Iterator[list[str]]:
        """Yield some members; a block has dice of its own."""
        dice = np.random.default_rng([seed, begin])
        columns = zip(
            range(begin, begin + count),
            self._names(dice, count),
            np.searchsorted(self.shares, dice.random(count) * 0.999_999).tolist(),
            dice.integers(JOINED_DAYS, size=count).tolist(),
            _drawn(dice, STATUSES, count),
            _drawn(dice, REAL_NAMES, count),
            _drawn(dice, CARDS, count),
            _drawn(dice, EMPLOYMENTS, count),
            _drawn(dice, RESIDENCES, count),
            strict=True,
        )
        for number, name, employer, day, *states in columns:
            yield self._cells(number, name, self.employers[employer], day, states)

    def _cells(
        self, number: int, name: str, employer: Employer, day: int, states: list[str]
    ) -> list[str]:
        status, real_name, card, employment, residence = states
        serial = str(FIRST_SERIAL + number)
        joined = status not in UNJOINED
        return [
            name,
            self._id_number(number),
            phone(number),
            "" if status in UNNUMBERED else serial + luhn_digit(serial),
            TITLES[status],
            employer.union if joined else "",
            self.joined[day] if joined else "",
            TITLES[f"name:{real_name}"],
            TITLES[f"card:{card if joined else CardStatus.none}"],
            TITLES[employment],
            employer.name,
            TITLES[residence],
            employer.district,
            employer.street,
        ]

    def _id_number(self, number: int) -> str:
        region, turn = divmod(number, BIRTHDAYS)
        day = turn * BIRTHDAY_STEP % BIRTHDAYS
        total = self.region_sums[region] + self.birth_sums[day]
        return f"{self.regions[region]}{self.births[day]}000{ID_CHECKS[total % 11]}"

    def _names(self, dice: np.random.Generator, count: int) -> Iterator[str]:
        """Yield names; common surnames come first in the list and oftener."""
        ranks = len(self.surnames) * dice.random(count) ** 2
        first, second = dice.integers(len(self.given), size=(2, count)).tolist()
        short = (dice.random(count) < 0.2).tolist()
        for rank, one, other, is_short in zip(
            ranks.astype(int).tolist(), first, second, short, strict=True
        ):
            given = self.given[one] if is_short else self.given[one] + self.given[other]
            yield self.surnames[rank] + given


def phone(number: int) -> str:
    """Return a member's mobile number, none twice.

    >>> phone(0), phone(1)
    ('15400000017', '15461803416')
    """
    return f"{PHONE_PREFIX}{(17 + number * PHONE_STEP) % PHONES:08d}"


def _weighed(digits: str, place: int) -> int:
    weights = ID_WEIGHTS[place : place + len(digits)]
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True))


def _drawn(
    dice: np.random.Generator, weights: Mapping[Any, int], count: int
) -> list[str]:
    bounds = np.cumsum(list(weights.values()))
    names = [str(name) for name in weights]
    places = np.searchsorted(bounds, dice.integers(bounds[-1], size=count), "right")
    return [names[place] for place in places.tolist()]


COLUMNS = (
    "姓名",
    "证件号码",
    "手机号码",
    "会员号",
    "会籍状态",
    "所在工会",
    "入会日期",
    "实名状态",
    "会员卡状态",
    "用工形式",
    "工作单位",
    "户籍情况",
    "所在区",
    "所在街道",
)
TITLES = {
    MemberStatus.registered: "未入会",
    MemberStatus.applied: "申请中",
    MemberStatus.active: "在会",
    MemberStatus.transferring: "转会中",
    MemberStatus.left: "已退会",
    f"name:{RealNameStatus.missing}": "未采集",
    f"name:{RealNameStatus.collected}": "已采集",
    f"name:{RealNameStatus.verified}": "已认证",
    f"card:{CardStatus.none}": "未申领",
    f"card:{CardStatus.requested}": "已申领",
    f"card:{CardStatus.issued}": "已发卡",
    f"card:{CardStatus.active}": "已激活",
    f"card:{CardStatus.lost}": "已挂失",
    "regular": "劳动合同",
    "dispatched": "劳务派遣",
    "gig": "新就业形态",
    "registered_here": "深圳户籍",
    "permit": "持深圳居住证",
    "neither": "都没有",
}
