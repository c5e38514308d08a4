"""An hour of an ordinary day: python -m benchmarks.cluster.soak --minutes 60 --rate 15.

Every half minute all processes and what they share are looked at; what still grows when
all has settled is a leak. So that rows beyond their time are seen to go, the retention
of the worker is run as if it were later: everything lives some minutes. Exit code 1
when something grows, or anybody got no answer.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
from dataclasses import dataclass, field
from datetime import timedelta

from benchmarks.cluster import records, report
from benchmarks.cluster.ageing import age
from benchmarks.cluster.callers import Callers, Manner
from benchmarks.cluster.following import follow, judge_followers, shown
from benchmarks.cluster.judging import Verdict, judge
from benchmarks.cluster.measuring import drained
from benchmarks.cluster.probing import probing
from benchmarks.cluster.running import Cluster, add_arguments, chosen
from benchmarks.cluster.talks import Script
from benchmarks.cluster.verdicts import Trend, trends
from benchmarks.cluster.watching import Figures, Series, of_processes, sample
from benchmarks.turns.load import quantile

LOOK_SECONDS = 30.0
CYCLE = 1.2
"""Seconds from one line of a caller to the next: more callers than in haste."""

FOLLOWERS_SHARE = 0.05
"""How much of it comes by WeChat."""


@dataclass(slots=True)
class Soak:
    """What was seen of an hour."""

    series: Series = field(default_factory=Series)
    taken: list[float] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    gone: int = 0
    """Rows that retention took away."""

    @property
    def trends(self) -> list[Trend]:
        """Judge everything that was looked at."""
        return trends(self.series)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing grows and nobody was left without an answer."""
        return self.verdict.is_good and all(one.is_flat for one in self.trends)


def main() -> None:
    """Let people talk for long, look at everything, write down what grows."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.cluster.soak", description=__doc__
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=15, help="messages a second")
    parser.add_argument("--kept", type=float, default=10, help="minutes that rows live")
    parser.add_argument("--every", type=float, default=LOOK_SECONDS)
    add_arguments(parser)
    wanted = parser.parse_args()
    with chosen(wanted) as running:
        told = asyncio.run(soak(running, wanted))
    report.keep("soak", text(told, wanted), _figures(told), where=wanted.results)
    sys.exit(not told.is_good)


async def soak(running: Cluster, wanted: argparse.Namespace) -> Soak:
    """Talk, look and age until the time is over; judge the records then."""
    told, seconds = Soak(), 60 * wanted.minutes
    kept = timedelta(minutes=wanted.kept)
    async with records.desk(running.settings) as desk:
        mark = await desk.latest()
        script = Script(await desk.people())
        people = Callers(running.url, script, Manner(every=CYCLE))
        callers = math.ceil(wanted.rate * CYCLE)
        async with asyncio.TaskGroup() as group:
            group.create_task(people.run(callers, seconds=seconds))
            rate = max(wanted.rate * FOLLOWERS_SHARE, 0.1)
            following = group.create_task(follow(running, rate=rate, seconds=seconds))
            ageing = group.create_task(age(running, kept=kept, seconds=seconds))
            group.create_task(_look(running, told.series, seconds, wanted.every))
        await drained(desk)
        entries, sent = people.ledger.entries, following.result()
        found = await desk.since(mark)
        told.taken = [entry.seconds for entry in entries]
        told.gone = ageing.result()
        told.verdict = judge(entries, found)
        told.verdict.wrong.update(people.ledger.faults())
        told.verdict.add(
            judge_followers(sent, found.messages, await shown(running, sent))
        )
    return told


async def _look(running: Cluster, series: Series, seconds: float, every: float) -> None:
    async with probing(running) as probe:

        async def look() -> Figures:
            processes = await asyncio.to_thread(of_processes, running.pids())
            return processes | await probe.look()

        await sample(series, look, every=every, seconds=seconds)


def text(told: Soak, wanted: argparse.Namespace) -> str:
    """Write what was seen."""
    wrong = [f"- {what} × {times}" for what, times in (+told.verdict.wrong).items()]
    grows = [one.name for one in told.trends if not one.is_flat]
    return "\n\n".join(
        [
            f"{wanted.minutes:g} minutes at {wanted.rate:g} messages a second: "
            f"{len(told.taken):,} turns, p50 {_ms(told, 0.5)} ms, "
            f"p95 {_ms(told, 0.95)} ms. "
            f"Rows lived {wanted.kept:g} minutes; retention took {told.gone:,} away.",
            f"Grows: {', '.join(grows)}." if grows else "Nothing grows.",
            report.table([one.row() for one in told.trends]),
            "\n".join(wrong) or "Every message was answered; nothing doubled.",
        ]
    )


def _ms(told: Soak, share: float) -> str:
    return f"{1000 * quantile(told.taken, share):.0f}"


def _figures(told: Soak) -> dict[str, object]:
    return {
        one.name: {"hourly": one.hourly, "flat": one.is_flat} for one in told.trends
    }


if __name__ == "__main__":
    main()
