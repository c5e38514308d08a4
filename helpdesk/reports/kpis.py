"""KPIs: each says in Chinese how it is reckoned, and the program reads that."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from helpdesk.reports.facts import Measure
from helpdesk.reports.tally import Tally, mean, quantile, total

FILE = Path(__file__).with_name("kpis.yml")
MIDDLE, MOST = 0.5, 0.9


class Unit(StrEnum):
    """How a figure is written."""

    number = "number"
    percent = "percent"
    minutes = "minutes"
    days = "days"
    points = "points"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(_Strict):
    """What is counted: measures, or one key of a measure after a slash."""

    of: tuple[str, ...]

    def measure(self) -> Measure:
        """Return the first of them."""
        return Measure(self.of[0])

    def total(self, tally: Tally) -> int:
        """Add them up."""
        return _added(tally, self.of)


class Share(Count):
    """One count as a part of another."""

    among: tuple[str, ...]


class Yardstick(_Strict):
    """What others have published."""

    says: str
    least: float | None = None
    most: float | None = None

    def is_met(self, value: float) -> bool:
        """Tell whether a figure is as good."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


class Group(_Strict):
    """KPIs that are shown together."""

    key: str
    name: str


class Kpi(_Strict):
    """One figure of the board."""

    key: str
    group: str
    name: str
    says: str
    formula: str
    unit: Unit
    now: bool = False
    city: bool = False
    better: Literal["more", "less"] | None = None
    yardstick: Yardstick | None = None
    count: Count | None = None
    share: Share | None = None
    mean: Count | None = None
    middle: Count | None = None
    most: Count | None = None

    @model_validator(mode="after")
    def _is_reckoned_one_way(self) -> Self:
        ways = (self.count, self.share, self.mean, self.middle, self.most)
        if sum(way is not None for way in ways) != 1:
            raise ValueError(f"{self.key}: say in one way how it is reckoned")
        return self

    def of(self, tally: Tally) -> "Figure":
        """Reckon it."""
        if self.share is not None:
            among = _added(tally, self.share.among)
            part = self.share.total(tally)
            return Figure(self, part / among if among else None, part, among)
        if self.mean is not None:
            among = self.mean.total(tally)
            return Figure(self, mean(tally, self.mean.measure()), among, among)
        way = self.middle or self.most
        if way is not None:
            at = MIDDLE if self.middle else MOST
            among = way.total(tally)
            return Figure(self, quantile(tally, way.measure(), at), among, among)
        n = self.count.total(tally) if self.count else 0
        return Figure(self, n, n, n)


class LeftOut(_Strict):
    """A figure of the trade that is not reckoned here, and why."""

    name: str
    says: str


class Book(_Strict):
    """Everything that kpis.yml says."""

    groups: tuple[Group, ...]
    kpis: tuple[Kpi, ...]
    left_out: tuple[LeftOut, ...]

    def named(self, key: str) -> Kpi:
        """Return a KPI by its key."""
        return next(kpi for kpi in self.kpis if kpi.key == key)


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI that was reckoned; ``part`` of ``among`` stand behind it."""

    kpi: Kpi
    value: float | None
    part: int
    among: int

    @property
    def is_met(self) -> bool | None:
        """Tell whether the yardstick is met; None where there is nothing to say."""
        stick = self.kpi.yardstick
        return stick.is_met(self.value) if stick and self.value is not None else None


@cache
def kpis() -> Book:
    """Read the definitions once; a name that nobody counts stops the start."""
    book = Book.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
    for kpi in book.kpis:
        kpi.of(Counter())
    return book


def reckon(tally: Tally, *, is_city: bool) -> Sequence[Figure]:
    """Return every figure that makes sense there."""
    wanted = (kpi for kpi in kpis().kpis if is_city or not kpi.city)
    return [kpi.of(tally) for kpi in wanted]


def _added(tally: Tally, names: Sequence[str]) -> int:
    n = 0
    for name in names:
        measure, _, key = name.partition("/")
        n += total(tally, Measure(measure), [key] if key else None)
    return n
