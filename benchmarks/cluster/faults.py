"""Parts that fail while people talk: python -m benchmarks.cluster.faults --times 10.

Callers on the page and followers on WeChat go on through every fault. The judge then
compares what they were told with what is on record. The first clusters lack nothing;
the clock is set wrong on one of its own. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cluster import records, report
from benchmarks.cluster.callers import Callers, Manner
from benchmarks.cluster.following import follow, judge_followers, shown
from benchmarks.cluster.harm import (
    FAULTS,
    HELD_SECONDS,
    Fault,
    Stage,
    move_dialogues,
    settable_clock,
    small_disk,
)
from benchmarks.cluster.judging import judge, recovery
from benchmarks.cluster.measuring import drained
from benchmarks.cluster.running import Cluster, cluster, scratch
from benchmarks.cluster.runs import BAR_SECONDS, Run, rows, text, told
from benchmarks.cluster.talks import Script

CALM_SECONDS = 4.0
WRITING_SECONDS = CALM_SECONDS + HELD_SECONDS + BAR_SECONDS
"""How long followers write on WeChat: before the fault, through it, and after."""

MANNER = Manner(patience=40.0, every=0.5)
"""People who try again for a while, and read what they are told."""

WITHIN = 0.3
"""Seconds for a passive answer on WeChat: so the workers have much to bring."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Who talks through a fault."""

    callers: int
    followers_rate: float


def main() -> None:
    """Let every fault happen so many times, in turn, and write a table."""
    wanted = _arguments()
    traffic = Traffic(wanted.callers, wanted.rate)
    runs: list[Run] = []
    for needs in ("", "clock"):
        some = [
            fault for fault in wanted.only if (fault.needs == "clock") == bool(needs)
        ]
        if some:
            with _staged(some, wanted.attach) as (running, stage):
                asyncio.run(_series(running, stage, some * wanted.times, traffic, runs))
    figures = {row["fault"]: row for row in rows(runs)}
    report.keep("faults", text(runs), figures, where=wanted.results)
    sys.exit(not all(run.is_good for run in runs))


def _arguments() -> argparse.Namespace:
    by_key = {fault.key: fault for fault in FAULTS}
    parser = argparse.ArgumentParser(
        prog="benchmarks.cluster.faults", description=__doc__
    )
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument(
        "--only", action="append", choices=by_key, help="may be repeated"
    )
    parser.add_argument("--callers", type=int, default=8)
    parser.add_argument(
        "--rate", type=float, default=2, help="WeChat messages a second"
    )
    parser.add_argument("--attach", type=Path, help="the folder of one that runs")
    parser.add_argument("--results", type=Path, help="where results are kept")
    wanted = parser.parse_args()
    wanted.only = [by_key[key] for key in wanted.only or by_key]
    return wanted


@contextmanager
def _staged(
    faults: Sequence[Fault], attach: Path | None
) -> Iterator[tuple[Cluster, Stage]]:
    """Start a cluster with what these faults need, or take one that needs nothing."""
    needs = {fault.needs for fault in faults}
    if attach:
        yield Cluster(attach), Stage(attach / "disk", attach / "clock")
        return
    with ExitStack() as stack:
        folder = stack.enter_context(scratch("faults"))
        stage = Stage(folder / "disk", folder / "clock")
        if "disk" in needs:
            stack.enter_context(small_disk(stage.disk))
        running = stack.enter_context(
            cluster(
                folder / "cluster",
                settings={"GONGHUI_WECHAT_ANSWER_WITHIN": str(WITHIN)},
                preload=settable_clock(stage.clock) if "clock" in needs else {},
            )
        )
        if "disk" in needs:
            asyncio.run(move_dialogues(running, stage.disk))
        yield running, stage


async def _series(
    running: Cluster,
    stage: Stage,
    faults: Sequence[Fault],
    traffic: Traffic,
    runs: list[Run],
) -> None:
    async with records.desk(running.settings) as desk:
        script = Script(await desk.people())
        for number, fault in enumerate(faults, start=1):
            run = await one(running, stage, fault, traffic=traffic, script=script)
            runs.append(run)
            print(f"{number}/{len(faults)} {fault.name}: {told(run)}", file=sys.stderr)


async def one(
    running: Cluster, stage: Stage, fault: Fault, *, traffic: Traffic, script: Script
) -> Run:
    """Let one fault happen while people talk, and judge what they were told."""
    async with records.desk(running.settings) as desk:
        mark = await desk.latest()
        people = Callers(running.url, script, MANNER)
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(people.talk(traffic.callers, is_over=over.is_set))
            following = group.create_task(
                follow(running, rate=traffic.followers_rate, seconds=WRITING_SECONDS)
            )
            await asyncio.sleep(CALM_SECONDS)
            back = await fault.deed(running, stage)
            moment = datetime.now(UTC)
            await asyncio.sleep(BAR_SECONDS)
            over.set()
        entries, sent = people.ledger.entries, following.result()
        seconds = await drained(desk)
        found = await desk.since(mark)
        verdict = judge(entries, found)
        verdict.add(judge_followers(sent, found.messages, await shown(running, sent)))
        left = [] if fault.needs == "clock" else await desk.sent_after(moment)
    served = recovery(entries, back=back)
    return Run(
        fault=fault,
        verdict=verdict,
        messages=len(entries) + len(sent),
        first_good=served[0] if served else None,
        last_bad=served[1] if served else time.monotonic() - back,
        outbox=max(((at - moment).total_seconds() for at in left), default=0.0),
        drained=seconds,
    )


if __name__ == "__main__":
    main()
