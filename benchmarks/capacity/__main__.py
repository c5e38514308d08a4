"""The capacity plan's tables: .venv/bin/python -m benchmarks.capacity --help."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from benchmarks.capacity import report
from benchmarks.capacity.facts import costs, demand


def main() -> None:
    """Reckon what each size needs, and play the days that decide."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--members", type=int, help="play the days of this size only, of those listed"
    )
    parser.add_argument(
        "--without-days", action="store_true", help="only the arithmetic: no simulation"
    )
    wanted = parser.parse_args()
    for line in _lines(wanted.members, days=not wanted.without_days):
        print(line, flush=True)


def _lines(members: int | None, *, days: bool) -> Iterator[str]:
    measured, assumed = costs(), demand()
    yield f"Costs: `{measured.source}`, {measured.measured}.\n"
    yield from report.costs_table(measured, assumed)
    yield ""
    yield from report.sizes_table(measured, assumed)
    yield ""
    yield from report.bottlenecks_table(measured, assumed)
    if not days:
        return
    yield ""
    yield from report.calibration_table(measured)
    yield ""
    sizes = [size for size in assumed.sizes if members in (None, size.members)]
    yield from report.days_table(sizes, measured, assumed)


if __name__ == "__main__":
    main()
