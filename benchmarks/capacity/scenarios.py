"""The two days that decide: a heat wave's fullest hour, and a notice to everybody."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.capacity.facts import Costs, Day, Demand
from benchmarks.capacity.plan import Layout
from benchmarks.capacity.simulation import Habits, Rate, Told, builder, closed, day

HOUR = 3600.0
BURST_AT, BURST_LASTS = 1800.0, 600.0
AFTERWARDS = 6.0  # means of the answers' delay until hardly anybody answers any more
SIMULATED = 400_000
"""Turns played at most: of a larger size one cell of equal parts is played."""


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario and what became of it."""

    name: str
    layout: Layout
    cells: int
    told: Told


def calibration(costs: Costs, *, callers: int = 16, seconds: float = 60.0) -> Told:
    """Play the measured benchmark on the machine on which it was measured."""
    return closed(
        callers,
        seconds=seconds,
        house=builder(Layout(bot=1, actions=1, api=1, cores=2), costs),
    )


def heat_wave(members: int, *, layout: Layout, costs: Costs, demand: Demand) -> Played:
    """Play the fullest hour of a heat wave."""
    kind = demand.days["heat_wave"]
    turns = kind.turns_a_day(members) * kind.peak_hour
    cells, cell = _cell(layout, turns)
    told = day(
        _hour(kind, members / cells),
        seconds=HOUR,
        habits=Habits(kind.turns, demand.think),
        house=builder(cell, costs),
    )
    return Played("heat wave", layout, cells, told)


def mass_notice(
    members: int, *, minutes: float, layout: Layout, costs: Costs, demand: Demand
) -> Played:
    """Play the answers to a notice that goes out within so many minutes."""
    notice = demand.notice
    cells, cell = _cell(layout, notice.answering(members) * notice.turns)
    mean, lasts = 60 * notice.answer_minutes, 60 * minutes
    answering = notice.answering(members) / cells / lasts

    def rate(at: float) -> float:
        climbed = 1 - math.exp(-min(at, lasts) / mean)
        return answering * climbed * math.exp(-max(0.0, at - lasts) / mean)

    told = day(
        rate,
        seconds=lasts + AFTERWARDS * mean,
        habits=Habits(notice.turns, demand.think),
        house=builder(cell, costs),
    )
    return Played("mass notice", layout, cells, told)


def _hour(kind: Day, members: float) -> Rate:
    """Conversations a second; ten minutes in the middle are fuller than the rest."""
    mean = members * kind.writers * kind.peak_hour / HOUR
    rest = mean * (HOUR - kind.burst * BURST_LASTS) / (HOUR - BURST_LASTS)

    def rate(at: float) -> float:
        in_burst = BURST_AT <= at < BURST_AT + BURST_LASTS
        return mean * kind.burst if in_burst else rest

    return rate


def _cell(layout: Layout, turns: float) -> tuple[int, Layout]:
    """Cut a large layout into equal cells and return how many, and one of them."""
    most = min(layout.bot, layout.api, layout.actions)
    cells = max(1, min(most, math.ceil(turns / SIMULATED)))
    return cells, Layout(
        bot=max(1, layout.bot // cells),
        actions=max(1, layout.actions // cells),
        api=max(1, layout.api // cells),
        cores=max(1, layout.cores // cells),
    )
