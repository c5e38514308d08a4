"""How fast a figure grows, whatever its outliers say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median

BARS = "▁▂▃▄▅▆▇█"
MOST = 240
"""Points that are compared with one another: 28,680 pairs."""

type Point = tuple[float, float]


def per_hour(points: Sequence[Point]) -> float:
    """Return the Theil–Sen slope, the median of the slopes of all pairs, per hour.

    >>> per_hour([(0, 5), (1800, 6), (3600, 900), (5400, 8), (7200, 9)])
    2.0
    """
    some = thinned(points, MOST)
    slopes = [
        3600 * (later - earlier) / (end - begin)
        for (begin, earlier), (end, later) in combinations(some, 2)
        if end > begin
    ]
    return float(median(slopes)) if slopes else 0.0


def growth(points: Sequence[Point]) -> float:
    """Return how much a figure grew from the first point to the last, robustly.

    >>> growth([(0, 5), (1800, 5), (3600, 5)])
    0.0
    """
    if len(points) < 2:
        return 0.0
    return per_hour(points) * (points[-1][0] - points[0][0]) / 3600


def thinned[T](points: Sequence[T], most: int) -> list[T]:
    """Keep at most so many points, evenly.

    >>> thinned([1, 2, 3, 4, 5, 6], 3)
    [1, 3, 5]
    """
    step = -(-len(points) // most) or 1
    return list(points[::step])


def sparkline(values: Sequence[float], width: int = 40) -> str:
    """Draw values as a line of blocks, the lowest at the bottom.

    >>> sparkline([0, 1, 2, 7])
    '▁▂▃█'
    """
    some = thinned(values, width)
    if not some:
        return ""
    least, span = min(some), max(some) - min(some)
    top = len(BARS) - 1
    return "".join(BARS[round(top * (v - least) / span) if span else 0] for v in some)
