"""Fifty calls at once: python -m benchmarks.hotline.live.

Real assistant, real model, at least twenty events a call. Between an answer and the
next event a caller listens and speaks for four to six seconds, which is quick: sixty
characters take thirteen seconds to say, and most callers do not interrupt.
`--think 0 0` lets nobody listen: fifty back to back, the hardest that can come.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.hotline.caller import Call, Facts
from benchmarks.hotline.judging import judge
from benchmarks.turns.load import quantile
from benchmarks.turns.sides import Side, ours

BAR = 0.3
"""Seconds within which 95 of 100 events are answered, at 50 calls on two cores."""

WARM_UP = 4
"""Callers before the clock runs: they load what is loaded once."""


def main() -> int:
    """Run, print one table, and fail when a bar is missed."""
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what runs is ended too
    with TemporaryDirectory(prefix="calls-") as place:
        data = Path(place) / "data"
        try:
            with ours(data) as side:
                return asyncio.run(_measure(side, data, wanted))
        finally:
            if wanted.log:
                shutil.copy(data / "log.txt", wanted.log)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.hotline.live")
    parser.add_argument("--calls", type=int, default=50, help="at once")
    parser.add_argument(
        "--think",
        type=float,
        nargs=2,
        default=(4.0, 6.0),
        metavar=("FROM", "TO"),
        help="seconds between an answer and the next event",
    )
    parser.add_argument("--log", help="keep the assistant's log in this file")
    return parser.parse_args()


async def _measure(side: Side, folder: Path, wanted: argparse.Namespace) -> int:
    await _run(side, range(900, 900 + WARM_UP), (0.0, 0.2))
    before, begun = side.processor(), time.monotonic()
    calls = await _run(side, range(wanted.calls), tuple(wanted.think))
    seconds = time.monotonic() - begun
    after = side.processor()
    spent = {name: after[name] - before.get(name, 0.0) for name in after}
    wrong = await judge(folder, calls)
    print(report(calls, seconds, spent, wrong))
    met = quantile([t for call in calls for t in call.taken], 0.95) <= BAR
    return 0 if met and not +wrong else 1


async def _run(
    side: Side, numbers: range, think: tuple[float, float]
) -> Sequence[Call]:
    calls = [Call(Facts(number)) for number in numbers]
    await asyncio.gather(*(call.run(side.measure.url, think=think) for call in calls))
    return calls


def report(
    calls: Sequence[Call],
    seconds: float,
    spent: dict[str, float],
    wrong: Counter[str],
) -> str:
    """Write the figures as a table in Markdown."""
    taken = [t for call in calls for t in call.taken]
    events = len(taken)
    rows = {
        "calls at once": f"{len(calls)}",
        "events": f"{events:,}",
        "fewest events of a call": f"{min(len(call.taken) for call in calls)}",
        "events a second": f"{events / seconds:.1f}",
        "p50 ms": f"{1000 * quantile(taken, 0.5):.0f}",
        f"p95 ms (bar {1000 * BAR:.0f})": f"{1000 * quantile(taken, 0.95):.0f}",
        "p99 ms": f"{1000 * quantile(taken, 0.99):.0f}",
        "max ms": f"{1000 * max(taken):.0f}",
        **{
            f"processor ms an event, {name}": f"{1000 * used / events:.1f}"
            for name, used in spent.items()
        },
        **{f"wrong: {name}": f"{count}" for name, count in sorted(wrong.items())},
    }
    lines = [f"| {name} | {figure} |" for name, figure in rows.items()]
    return "\n".join(["| | |", "|---|---:|", *lines])


if __name__ == "__main__":
    sys.exit(main())
