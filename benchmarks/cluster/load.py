"""Callers in mixed conversation on a cluster: python -m benchmarks.cluster.load.

Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from functools import partial

from benchmarks.cluster import report
from benchmarks.cluster.measuring import Stretch, stretch
from benchmarks.cluster.running import add_arguments, chosen

BARS = {"turns a second": 60.0, "p95 ms": 600.0, "errors": 0.0}
GROWTH_MB, GROWTH_SHARE = 10.0, 0.05
"""What a process may grow by from the middle of a run to its end and still be flat."""


def main() -> None:
    """Start a cluster, let callers talk, write the result down."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.cluster.load", description=__doc__
    )
    parser.add_argument("--callers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=600)
    add_arguments(parser)
    wanted = parser.parse_args()
    with chosen(wanted) as running:
        told = asyncio.run(
            stretch(running, callers=wanted.callers, seconds=wanted.seconds)
        )
    head = f"{wanted.callers} callers, {wanted.seconds:g} s of mixed conversation"
    text = "\n\n".join([head, *paragraphs(told)])
    report.keep("load", text, dict(told.figures()), where=wanted.results)
    sys.exit(not is_good(told))


def is_good(told: Stretch) -> bool:
    """Tell whether every bar is met."""
    figures = dict(told.figures())
    return not any("missed" in bar(row, value) for row, value in figures.items()) and (
        all(is_flat(told.series.values(name)) for name in memories(told))
    )


def paragraphs(told: Stretch) -> list[str]:
    """Write the figures, the processes and what was wrong."""
    rows = [
        {"": row, "value": report.cell(value), "bar": bar(row, value)}
        for row, value in told.figures()
    ]
    return [
        report.table(rows),
        report.table(list(map(partial(_process, told), memories(told)))),
        "\n".join(told.complaints()) or "Nothing was wrong.",
    ]


def memories(told: Stretch) -> list[str]:
    """Return the names of the series that tell of memory."""
    return [name for name in told.series.points if name.endswith(": MB")]


def _process(told: Stretch, series: str) -> dict[str, str]:
    name, values = series.removesuffix(": MB"), told.series.values(series)
    start, middle, end = values[0], values[len(values) // 2], values[-1]
    spent = 1000 * told.spent.get(name, 0.0) / (len(told.taken) or 1)
    return {
        "process": name,
        "MB at the start": f"{start:.0f}",
        "in the middle": f"{middle:.0f}",
        "at the end": f"{end:.0f}",
        "flat": "yes" if is_flat(values) else "no",
        "processor ms a turn": f"{spent:.2f}",
    }


def is_flat(values: Sequence[float]) -> bool:
    """Tell whether a process has stopped growing in the second half of a run.

    >>> is_flat([100, 300, 305]), is_flat([100, 300, 330])
    (True, False)
    """
    middle, end = values[len(values) // 2], values[-1]
    return end - middle <= max(GROWTH_MB, GROWTH_SHARE * middle)


def bar(row: str, value: float) -> str:
    """Say which bar a figure has to reach, and whether it does.

    >>> bar("turns a second", 59.0), bar("p95 ms", 600.0), bar("turns", 1.0)
    ('≥ 60: missed', '≤ 600: met', '')
    """
    if row not in BARS:
        return ""
    least = row.endswith("a second")
    met = value >= BARS[row] if least else value <= BARS[row]
    return f"{'≥' if least else '≤'} {BARS[row]:g}: {'met' if met else 'missed'}"


if __name__ == "__main__":
    main()
