"""One bot, two, three: python -m benchmarks.cluster.scaling.

Everything shares the cores of this machine, so a second bot on a machine that is busy
already brings little. To see what bots bring where machines are added, each gets a
share of one core by a control group; the rest of the machine is free for the others.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

from benchmarks.cluster import report
from benchmarks.cluster.measuring import Stretch, stretch
from benchmarks.cluster.running import Cluster, cluster, scratch
from benchmarks.turns.load import quantile

GROUPS = Path("/sys/fs/cgroup")
PERIOD = 100_000  # µs
NEARLY = 0.85
"""A further bot brings at least this share of what the first one does."""

type Told = Mapping[int, Stretch]


def main() -> None:
    """Measure each number of bots, and write the ratios down."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.cluster.scaling", description=__doc__
    )
    parser.add_argument("--bots", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--cores", type=float, default=0.2, help="of each bot; 0: all")
    parser.add_argument("--callers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--results", type=Path, help="where results are kept")
    wanted = parser.parse_args()
    told = {bots: _measured(bots, wanted) for bots in wanted.bots}
    how = f"each on {wanted.cores:g} of a core" if wanted.cores else "on all cores"
    head = f"{wanted.callers} callers, {wanted.seconds:g} s a number of bots, {how}"
    lines = table(told)
    report.keep(
        "scaling" if wanted.cores else "scaling-shared",
        f"{head}\n\n{report.table(lines)}",
        {line["bots"]: line for line in lines},
        where=wanted.results,
    )
    sys.exit(any(one.errors for one in told.values()) or not is_linear(told))


def _measured(bots: int, wanted: argparse.Namespace) -> Stretch:
    with (
        scratch("scaling") as folder,
        cluster(folder / "cluster", scale={"bot": bots}) as running,
        _each_limited(running, wanted.cores) if wanted.cores else nullcontext(),
    ):
        return asyncio.run(
            stretch(running, callers=wanted.callers, seconds=wanted.seconds)
        )


def table(told: Told) -> list[dict[str, str]]:
    """Write one row a number of bots, with what they are beside the fewest."""
    fewest = told[min(told)]
    return [
        {
            "bots": str(bots),
            "turns a second": f"{one.rate:.1f}",
            "ratio": f"{one.rate / fewest.rate:.2f}" if fewest.rate else "–",
            "p50 ms": f"{1000 * quantile(one.taken, 0.5):.0f}",
            "p95 ms": f"{1000 * quantile(one.taken, 0.95):.0f}",
            "processor of the bots": f"{_of_bots(one):.2f} cores",
            "processor of all": f"{sum(one.spent.values()) / one.seconds:.2f} cores",
            "errors": str(one.errors),
        }
        for bots, one in told.items()
    ]


def is_linear(told: Told) -> bool:
    """Tell whether twice as many bots do nearly twice as much."""
    fewest = min(told)
    return all(
        one.rate >= NEARLY * bots / fewest * told[fewest].rate
        for bots, one in told.items()
    )


def _of_bots(one: Stretch) -> float:
    used = (spent for name, spent in one.spent.items() if name.startswith("bot-"))
    return sum(used) / one.seconds


@contextmanager
def _each_limited(running: Cluster, cores: float) -> Iterator[None]:
    """Give each bot so much of a core; only root may, and only while it runs.

    Raises:
        OSError: Control groups cannot be made here.
    """
    groups = []
    try:
        for bot in running.of("bot"):
            group = _group(f"gonghui-{bot.pid}", cores)
            groups.append(group)
            (group / "cgroup.procs").write_text(str(bot.pid))
        yield
    finally:
        for group in groups:
            _disband(group)


def _group(name: str, cores: float) -> Path:
    """Make a control group that may use so much of a core, in either version."""
    quota = round(cores * PERIOD)
    if (GROUPS / "cgroup.controllers").exists():
        group = GROUPS / name
        group.mkdir()
        (group / "cpu.max").write_text(f"{quota} {PERIOD}")
        return group
    group = GROUPS / "cpu" / name
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(PERIOD))
    (group / "cpu.cfs_quota_us").write_text(str(quota))
    return group


def _disband(group: Path) -> None:
    """Let its processes go back, and remove it."""
    for pid in (group / "cgroup.procs").read_text().split():
        (group.parent / "cgroup.procs").write_text(pid)
    group.rmdir()


if __name__ == "__main__":
    main()
