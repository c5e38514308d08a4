"""Tells what grows and what does not, from looks at it over an hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.cluster.slope import Point, per_hour, sparkline
from benchmarks.cluster.watching import Series

SETTLED = 0.3
"""The share of a run that is not judged: caches fill, pools open, rows pile up."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a figure may grow in an hour, in its own unit or by its median."""

    suffix: str
    least: float
    share: float = 0.0

    def allowed(self, middle: float) -> float:
        """Return what may come in an hour to a figure of this size."""
        return max(self.least, self.share * middle)


LIMITS = (
    Limit(": MB", 10, 0.05),
    Limit(": files", 4),
    Limit(": threads", 2),
    Limit(": connections", 3),
    Limit(": transactions left open", 0.5),
    Limit(": WAL MB", 64, 0.25),
    Limit(": waiting", 5),
    Limit(": rows", 50, 0.10),
    Limit(": keys", 100, 0.10),
)


@dataclass(frozen=True, slots=True)
class Trend:
    """How one figure went."""

    name: str
    values: Sequence[float]
    hourly: float
    allowed: float

    @property
    def is_flat(self) -> bool:
        """Tell whether it does not grow."""
        return self.hourly <= self.allowed

    def row(self) -> dict[str, str]:
        """Write it as a row of a table."""
        return {
            "figure": self.name,
            "from first to last": sparkline(self.values, 30),
            "first": f"{self.values[0]:.1f}",
            "last": f"{self.values[-1]:.1f}",
            "most": f"{max(self.values):.1f}",
            "an hour": f"{self.hourly:+.1f}",
            "allowed": f"{self.allowed:.1f}",
            "": "flat" if self.is_flat else "**grows**",
        }


def trends(series: Series) -> list[Trend]:
    """Judge every figure that has a limit."""
    return [
        trend(name, points, limit)
        for name, points in series.points.items()
        if (limit := limit_of(name)) is not None
    ]


def trend(name: str, points: Sequence[Point], limit: Limit) -> Trend:
    """Judge one figure by what it did when everything had settled."""
    judged = settled(points)
    middle = median(value for _, value in judged)
    values = [value for _, value in points]
    return Trend(name, values, per_hour(judged), limit.allowed(middle))


def settled(points: Sequence[Point]) -> Sequence[Point]:
    """Leave the beginning out; all of it counts where there is little.

    >>> settled([(0, 9), (10, 1), (20, 1), (30, 1)])
    [(10, 1), (20, 1), (30, 1)]
    """
    last = points[-1][0]
    return [one for one in points if one[0] >= SETTLED * last] or points


def limit_of(name: str, limits: Iterable[Limit] = LIMITS) -> Limit | None:
    """Return the limit of a figure by how its name ends."""
    return next((limit for limit in limits if name.endswith(limit.suffix)), None)
