"""More messages than can be answered: python -m benchmarks.cluster.overload.

First callers find out what the cluster can do; then messages come by chance at a
multiple of that, whether or not earlier ones are answered. Who gets no answer has to be
told so, and those who get one must not become fewer. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.cluster import records, report
from benchmarks.cluster.callers import BUSY, DEGRADED, Callers, Manner
from benchmarks.cluster.judging import Verdict, judge
from benchmarks.cluster.ledger import Entry
from benchmarks.cluster.measuring import drained
from benchmarks.cluster.running import Cluster, add_arguments, chosen
from benchmarks.cluster.talks import Script, Talk
from benchmarks.turns.load import quantile

GOODPUT = 0.8
"""What is still answered, as a share of what is answered without haste."""

WARM_UP_SECONDS = 8.0


class Questions(Script):
    """Conversations of one question each: every message comes from somebody new."""

    def talks(self, caller: int) -> Iterator[Talk]:
        """Ask one question after the other, each in a conversation of its own."""
        while True:
            for line in self.questions(caller).lines:
                yield Talk("question", (line,))


@dataclass(slots=True)
class Told:
    """What came of the messages that were offered."""

    seconds: float
    entries: list[Entry]
    verdict: Verdict = field(default_factory=Verdict)
    drained: float = 0.0

    @property
    def outcomes(self) -> Counter[str]:
        """Count the messages by what came of them."""
        return Counter(entry.fault or "answered" for entry in self.entries)

    @property
    def good(self) -> list[float]:
        """Return the seconds of those that were answered."""
        return [entry.seconds for entry in self.entries if entry.fault is None]

    @property
    def goodput(self) -> float:
        """Answers a second."""
        return len(self.good) / self.seconds

    @property
    def untold(self) -> int:
        """Count those who heard neither an answer nor that they have to wait."""
        known = {"answered", BUSY, DEGRADED}
        return sum(n for what, n in self.outcomes.items() if what not in known)


def main() -> None:
    """Find the capacity, offer a multiple of it, write the result down."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.cluster.overload", description=__doc__
    )
    parser.add_argument("--times", type=float, default=3, help="the capacity")
    parser.add_argument("--seconds", type=float, default=60, help="of each part")
    parser.add_argument("--callers", type=int, default=16, help="of the first part")
    add_arguments(parser)
    wanted = parser.parse_args()
    with chosen(wanted) as running:
        calm, crowd = asyncio.run(_measure(running, wanted))
    head = f"{wanted.times:g} times the capacity offered for {wanted.seconds:g} s"
    figures = dict(rows(calm, crowd))
    lines = [{"": name, "value": value} for name, value in figures.items()]
    report.keep(
        "overload",
        "\n\n".join([head, report.table(lines), complaints(calm, crowd)]),
        figures,
        where=wanted.results,
    )
    sys.exit(not is_good(calm, crowd))


async def _measure(running: Cluster, wanted: argparse.Namespace) -> tuple[Told, Told]:
    """Let people ask one after the other, then all at once."""
    script = Questions(())
    await Callers(running.url, script, Manner()).run(16, seconds=WARM_UP_SECONDS)
    async with records.desk(running.settings) as desk:
        people = Callers(running.url, script, Manner())
        seconds = await people.run(wanted.callers, seconds=wanted.seconds)
        calm = Told(seconds, people.ledger.entries)
        mark = await desk.latest()
        people = Callers(running.url, script, Manner())
        begun = time.monotonic()
        await offer(people, rate=wanted.times * calm.goodput, seconds=wanted.seconds)
        crowd = Told(time.monotonic() - begun, people.ledger.entries)
        crowd.drained = await drained(desk)
        crowd.verdict = judge(crowd.entries, await desk.since(mark))
    return calm, crowd


async def offer(people: Callers, *, rate: float, seconds: float) -> None:
    """Let messages come by chance at a rate, each from whoever is not waiting."""
    chance = random.Random(12351)  # noqa: S311 - a repeatable crowd
    idle: deque[int] = deque()
    begun, due, known = time.monotonic(), 0.0, 0

    async def come(number: int) -> None:
        await people.once(number)
        idle.append(number)

    async with asyncio.TaskGroup() as group:
        while (due := due + chance.expovariate(rate)) < seconds:
            await asyncio.sleep(max(0.0, begun + due - time.monotonic()))
            if not idle:
                idle.append(known)
                known += 1
            group.create_task(come(idle.popleft()))


def is_good(calm: Told, crowd: Told) -> bool:
    """Tell whether the crowd was served or told, and as many served as before."""
    enough = crowd.goodput >= GOODPUT * calm.goodput
    return enough and not crowd.untold and crowd.verdict.is_good


def rows(calm: Told, crowd: Told) -> Iterator[tuple[str, str]]:
    """Give every figure with its name."""
    share = crowd.goodput / calm.goodput if calm.goodput else 0.0
    yield "capacity, answers a second", f"{calm.goodput:.1f}"
    yield "offered a second", f"{len(crowd.entries) / crowd.seconds:.1f}"
    yield "answered a second", f"{crowd.goodput:.1f}"
    met = "met" if share >= GOODPUT else "missed"
    yield "share of the capacity", f"{share:.0%} (bar {GOODPUT:.0%}: {met})"
    for what, times in crowd.outcomes.most_common():
        yield f"messages: {what}", f"{times:,}"
    yield "neither answered nor told", str(crowd.untold)
    for share in (0.5, 0.95):
        yield f"p{share * 100:.0f} ms of answers", _ms(crowd.good, share)
    others = [entry.seconds for entry in crowd.entries if entry.fault]
    yield "p95 ms until told", _ms(others, 0.95)
    yield "s until all was done", f"{crowd.drained:.1f}"


def complaints(calm: Told, crowd: Told) -> str:
    """Say what should not have been."""
    found = +crowd.verdict.wrong + Counter(
        {f"calm: {what}": n for what, n in calm.outcomes.items() if what != "answered"}
    )
    lines = [f"- {what} × {times}" for what, times in found.items()]
    return "\n".join(lines) or "Nothing was lost, nothing doubled."


def _ms(taken: Sequence[float], share: float) -> str:
    return f"{1000 * quantile(taken, share):,.0f}"


if __name__ == "__main__":
    main()
