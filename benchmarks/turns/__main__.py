"""Whole turns through HTTP: this project's assistant beside stock Rasa, in one run.

.venv/bin/python -m benchmarks.turns --help
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.turns.dialogues import KINDS, dialogues, script
from benchmarks.turns.load import Outcome
from benchmarks.turns.report import CLIENT, Measured, table
from benchmarks.turns.sides import Side, ours, ours_at, stock

ROUNDS = 2


def main() -> None:
    """Let the same callers talk to both sides in turn, and print one table."""
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what runs is ended too
    with TemporaryDirectory(prefix="turns-") as folder, ExitStack() as stack:
        sides = _start(wanted, Path(folder), stack)
        told = asyncio.run(_measure(sides, wanted))
    day = datetime.now(UTC).date().isoformat()
    print(
        f"{wanted.callers} callers, {ROUNDS} × {wanted.seconds:g} s a kind, {day}",
        table(told),
        sep="\n\n",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="of each round")
    parser.add_argument("--callers", type=int, default=16, help="at the same time")
    parser.add_argument(
        "--messages", type=int, default=500, help="of the one sender; 0 leaves it out"
    )
    parser.add_argument(
        "--patience", type=float, default=180, help="seconds for the one sender"
    )
    parser.add_argument("--without-stock", action="store_true", help="only ours")
    parser.add_argument(
        "--url", help="a running assistant of ours; else one is started"
    )
    return parser.parse_args()


def _start(wanted: argparse.Namespace, folder: Path, stack: ExitStack) -> list[Side]:
    peers = [] if wanted.without_stock else [stock(folder / "stock")]  # trains first
    sides = [stack.enter_context(peer) for peer in peers]
    if wanted.url:
        return [ours_at(wanted.url), *sides]
    return [stack.enter_context(ours(folder / "gonghui")), *sides]


async def _measure(
    sides: list[Side], wanted: argparse.Namespace
) -> dict[str, Measured]:
    told = {side.name: Measured() for side in sides}
    for side in sides:
        await _one_sender(
            side, count=20, seconds=30
        )  # the first turns load and compile
    before = {side.name: side.memory() for side in sides}
    for kind in KINDS:
        for _ in range(ROUNDS):
            for side in sides:
                await _round(side, kind, wanted, told[side.name])
    for side in sides:
        told[side.name].one_sender = await _one_sender(
            side, count=wanted.messages, seconds=wanted.patience
        )
        after = side.memory()
        told[side.name].memory = {
            name: (megabytes, after.get(name, 0.0))
            for name, megabytes in before[side.name].items()
        }
    return told


async def _round(
    side: Side, kind: str, wanted: argparse.Namespace, told: Measured
) -> None:
    spent, idle = side.processor(), time.process_time()
    outcome = await side.measure.run(
        partial(dialogues, kind, side.name),
        count=wanted.callers,
        seconds=wanted.seconds,
    )
    used = {name: now - spent.get(name, 0.0) for name, now in side.processor().items()}
    told.add(kind, outcome, used | {CLIENT: time.process_time() - idle})


async def _one_sender(side: Side, *, count: int, seconds: float) -> Outcome:
    lines = list(script()["questions"].values())
    return await side.measure.one_sender(lines, count=count, seconds=seconds)


if __name__ == "__main__":
    main()
