"""The plan as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from benchmarks.capacity import plan, scenarios
from benchmarks.capacity.facts import PROCESSES, Costs, Demand, Size

QUICK = 10.0
"""Minutes in which one would like a notice to be out."""


def costs_table(costs: Costs, demand: Demand) -> Iterator[str]:
    """Say what a turn costs."""
    yield from _head(
        "part", "ms of a core a turn", "one process or server gives out at"
    )
    for process in PROCESSES:
        spent = costs.milliseconds(process)
        yield _row(process, f"{spent:.1f}", f"{1000 / spent:,.0f} turns/s")
    spent = costs.database.milliseconds
    most = plan.database_limits(costs, demand)[0].turns_a_second
    yield _row("PostgreSQL", f"{spent:.1f}", f"{most:,.0f} turns/s")
    yield _row("all", f"{plan.core_milliseconds(costs):.1f}", "")


def sizes_table(costs: Costs, demand: Demand) -> Iterator[str]:
    """Say what each size needs."""
    yield from _head(
        *("", "members", "ordinary turns/s", "heat wave turns/s", "bots"),
        *("apis", "actions", "cores", "machines", "memory GB", "databases"),
        *("disk GB", "officers that day"),
    )
    heat, ordinary = demand.days["heat_wave"], demand.days["ordinary"]
    for size in demand.sizes:
        peak = heat.peak(size.members)
        chosen = plan.heat_wave_layout(size.members, costs=costs, demand=demand)
        held = plan.stored_gb(size.members, costs=costs, demand=demand)
        yield _row(
            *(size.name, f"{size.members:,}", f"{ordinary.peak(size.members):,.1f}"),
            *(f"{peak:,.1f}", f"{chosen.bot:,}", f"{chosen.api:,}"),
            *(f"{chosen.actions:,}", f"{chosen.cores:,}"),
            f"{plan.machines(chosen, demand):,}",
            f"{plan.memory_gb(chosen, costs):,.1f}",
            f"{plan.databases(peak, costs=costs, demand=demand):,}",
            f"{held:,.1f}",
            f"{plan.officers(heat, size.members, demand):,}",
        )


def bottlenecks_table(costs: Costs, demand: Demand) -> Iterator[str]:
    """Say what gives out first at each size."""
    yield from _head("", "what a heat wave runs into, in this order")
    for size in demand.sizes:
        found = plan.first_bottleneck(size.members, costs=costs, demand=demand)
        yield _row(size.name, "; ".join(found) or "nothing")


def calibration_table(costs: Costs) -> Iterator[str]:
    """Play what was measured."""
    yield from _head("", "turns/s", "p50 ms", "p95 ms")
    told = scenarios.calibration(costs)
    yield _row(
        "simulated",
        f"{len(told.taken) / told.ended:.0f}",
        *(f"{1000 * told.within(share):.0f}" for share in (0.5, 0.95)),
    )


def days_table(sizes: Iterable[Size], costs: Costs, demand: Demand) -> Iterator[str]:
    """Play the days that decide."""
    yield from _head(
        *("", "day", "bots", "cores", "turns", "p50 s", "p95 s", "p99 s"),
        *("later than 4 s", "cores busy", "cells"),
    )
    for size in sizes:
        for played in _played(size, costs, demand):
            yield _row(size.name, *_figures(played))


def _played(size: Size, costs: Costs, demand: Demand) -> Iterator[scenarios.Played]:
    chosen = plan.heat_wave_layout(size.members, costs=costs, demand=demand)
    given = {"layout": chosen, "costs": costs, "demand": demand}
    yield scenarios.heat_wave(size.members, **given)
    slow = slow_minutes(size.members, chosen, costs, demand)
    for minutes in dict.fromkeys((QUICK, slow)):
        played = scenarios.mass_notice(size.members, minutes=minutes, **given)
        yield replace(played, name=f"notice in {minutes:,.0f} min")


def slow_minutes(
    members: int, chosen: plan.Layout, costs: Costs, demand: Demand
) -> float:
    """Return how slowly a notice goes out that a layout can serve."""
    served = demand.machine.full * 1000 * chosen.cores / plan.core_milliseconds(costs)
    needed = demand.notice.minutes_for(members, turns_a_second=served)
    return max(QUICK, 10 * -(-needed // 10))


def _figures(played: scenarios.Played) -> Iterator[str]:
    told = played.told
    yield played.name
    yield f"{played.layout.bot:,}"
    yield f"{played.layout.cores:,}"
    yield f"{len(told.taken) * played.cells:,}"
    for share in (0.5, 0.95, 0.99):
        yield f"{told.within(share):.2f}"
    yield f"{told.late_share:.1%}"
    yield f"{told.busiest:.0%}"
    yield f"{played.cells:,}"


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "|".join("---" if not n else "---:" for n in range(len(names))) + "|"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
