"""How everybody else is served during attacks: python -m benchmarks.attacks.

Starts a gateway of its own with a stand-in for the bot, or takes the one at --port.
Fails when anybody else got an error or, at the 95th percentile, waited longer than a
bound. All run on one machine: what the attackers use of its processors is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.attacks.attackers import ATTACKS, conversations, for_ever
from benchmarks.attacks.others import Others, others
from benchmarks.attacks.served import Served, serving
from benchmarks.processes import megabytes

BOUND = 2.0
"""Seconds: who writes during an attack waits longer, but not at a loss."""


@dataclass(frozen=True, slots=True)
class Phase:
    """What one attack did to the others."""

    name: str
    others: Others
    attackers: Counter[str]
    megabytes: float

    @property
    def is_held(self) -> bool:
        """Tell whether everybody else was served."""
        found = self.others
        return bool(found.seconds) and not found.wrong and found.quantile(0.95) <= BOUND


async def phase(
    name: str,
    attackers: Counter[str],
    attacks: list[Coroutine[None, None, None]],
    *,
    served: Served,
    count: int,
    seconds: float,
) -> Phase:
    """Attack, and let the others write meanwhile."""
    tasks = [asyncio.create_task(attack) for attack in attacks]
    try:
        found = await others(served.url, count=count, seconds=seconds)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    memory = megabytes(served.pid) if served.pid else 0.0
    return Phase(name, found, attackers, memory)


async def run(
    served: Served, said: argparse.Namespace, tell: Callable[[Phase], None]
) -> list[Phase]:
    """Run every phase, the calm first, and tell of each when it is over."""
    sizes = dict.fromkeys(ATTACKS, said.slow) | {"idle": said.idle}
    found: list[Phase] = []

    async def run_one(
        name: str, seen: Counter[str], attacks: list[Coroutine[None, None, None]]
    ) -> None:
        found.append(
            await phase(
                name,
                seen,
                attacks,
                served=served,
                count=said.others,
                seconds=said.seconds,
            )
        )
        tell(found[-1])

    await run_one("calm", Counter(), [])
    for name, attack in ATTACKS.items():
        seen: Counter[str] = Counter()
        attacks = [for_ever(attack, served.port, seen) for _ in range(sizes[name])]
        await run_one(f"{sizes[name]} {name}", seen, attacks)
    seen = Counter()
    crowd = [conversations(served.port, seen, count=said.conversations)]
    await run_one(f"{said.conversations} conversations from one address", seen, crowd)
    return found


HEAD = """| attack | others' turns | median | p95 | errors | attackers | gateway |
|---|---|---|---|---|---|---|"""


def row(each: Phase) -> str:
    """Write a row of the table."""
    found = each.others
    wrong = _counts(found.wrong) or "0"
    middle, slow = found.quantile(0.5) * 1000, found.quantile(0.95) * 1000
    return (
        f"| {each.name} | {len(found.seconds)} | {middle:.0f} ms | {slow:.0f} ms "
        f"| {wrong} | {_counts(each.attackers)} | {each.megabytes:.0f} MB |"
    )


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counted.items()))


def main() -> int:
    """Attack, report, and fail when others were not served."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, help="of a running gateway on loopback")
    parser.add_argument("--seconds", type=float, default=30, help="for each attack")
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--conversations", type=int, default=1_000)
    parser.add_argument("--others", type=int, default=20)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gonghui-attacks-") as folder:
        start = nullcontext(Served(said.port)) if said.port else serving(Path(folder))
        with start as served:
            print(HEAD)
            tell = partial(print, flush=True)
            phases = asyncio.run(run(served, said, lambda each: tell(row(each))))
    return 0 if all(each.is_held for each in phases) else 1


if __name__ == "__main__":
    sys.exit(main())
