"""One stretch of load on a cluster: what it took, what it cost, what was wrong."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.cluster import records
from benchmarks.cluster.callers import Callers, Manner
from benchmarks.cluster.judging import Verdict, judge
from benchmarks.cluster.records import Desk
from benchmarks.cluster.running import Cluster
from benchmarks.cluster.talks import Script
from benchmarks.cluster.watching import Series, of_processes, processor, sample
from benchmarks.turns.load import quantile

DRAIN_SECONDS = 90.0
WARM_UP_SECONDS = 8.0
LOOKS = 24
"""How often the processes are looked at during a stretch."""

CLIENT = "the callers"


@dataclass(slots=True)
class Stretch:
    """The figures of one stretch of load."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    finished: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    series: Series = field(default_factory=Series)
    spent: dict[str, float] = field(default_factory=dict)
    verdict: Verdict = field(default_factory=Verdict)
    drained: float = 0.0
    """Seconds until all was answered and sent that was begun."""

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.taken) / self.seconds if self.seconds else 0.0

    @property
    def errors(self) -> int:
        """Everything that was not as it should be."""
        return self.faults.total() + (+self.verdict.wrong).total()

    def figures(self) -> Iterator[tuple[str, float]]:
        """Give what it comes to, name by name."""
        yield "turns a second", self.rate
        for share in (0.5, 0.95, 0.99):
            yield f"p{share * 100:.0f} ms", 1000 * quantile(self.taken, share)
        yield "slowest ms", 1000 * max(self.taken, default=0.0)
        yield "turns", len(self.taken)
        for kind, times in self.finished.items():
            yield f"whole conversations, {kind}", times
        yield "errors", self.errors
        yield "s until all was done", self.drained

    def complaints(self) -> list[str]:
        """Say what was wrong and how often."""
        found = self.faults + (+self.verdict.wrong)
        return [f"{what} × {times}" for what, times in found.most_common()]


async def stretch(cluster: Cluster, *, callers: int, seconds: float) -> Stretch:
    """Let so many talk for so long, look at the processes, judge the records."""
    async with records.desk(cluster.settings) as desk:
        script = Script(await desk.people())
        await _talk(cluster, script, callers, WARM_UP_SECONDS)
        mark, told = await desk.latest(), Stretch()
        before, idle = processor(cluster.pids()), time.process_time()
        watching = asyncio.create_task(_watch(cluster, told.series, seconds))
        people = Callers(cluster.url, script, Manner())
        told.seconds = await people.run(callers, seconds=seconds)
        after = processor(cluster.pids()) | {CLIENT: time.process_time() - idle}
        await watching
        told.spent = {name: now - before.get(name, 0.0) for name, now in after.items()}
        told.taken = [entry.seconds for entry in people.ledger.entries]
        told.finished, told.faults = people.ledger.finished, people.ledger.faults()
        told.drained = await drained(desk)
        told.verdict = judge(people.ledger.entries, await desk.since(mark))
    return told


async def drained(desk: Desk, patience: float = DRAIN_SECONDS) -> float:
    """Wait until everything is answered and sent; return the seconds it took."""
    begun = time.monotonic()
    while await desk.undone() and time.monotonic() - begun < patience:
        await asyncio.sleep(0.5)
    return time.monotonic() - begun


async def _talk(cluster: Cluster, script: Script, callers: int, seconds: float) -> None:
    """Let the first turns load and compile; nobody measures them."""
    await Callers(cluster.url, script, Manner()).run(callers, seconds=seconds)


async def _watch(cluster: Cluster, series: Series, seconds: float) -> None:
    async def look() -> dict[str, float]:
        return await asyncio.to_thread(of_processes, cluster.pids())

    await sample(series, look, every=max(seconds / LOOKS, 1.0), seconds=seconds)
