"""A day event by event: conversations come, wait in lines, are served on cores.

Each process is an event loop (one turn at a time) and needs a core of its machine
while it works, so both give out where they do in earnest. Conversations stick to
their bot. SimPy: https://simpy.readthedocs.io
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import simpy

from benchmarks.capacity.facts import PROCESSES, Costs
from benchmarks.capacity.plan import Layout
from benchmarks.turns.load import quantile

ORDER = ("api", "database", "bot", "actions", "database", "api")
"""The way of a turn; what is passed twice costs half each time."""

BUDGET = 4.0
"""Seconds after which the gateway stops waiting for the bot (GONGHUI_BOT_TIMEOUT)."""

type Steps = Generator[simpy.Event, object, None]
type Rate = Callable[[float], float]


@dataclass(slots=True)
class Told:
    """What became of the turns."""

    taken: list[float] = field(default_factory=list)
    late: int = 0
    busiest: float = 0.0
    ended: float = 0.0
    """The second at which the last turn was answered."""

    def within(self, share: float) -> float:
        """Return the seconds within which this share of the turns was answered."""
        return quantile(self.taken, share)

    @property
    def late_share(self) -> float:
        """Return the share of turns that a person had to be told were late."""
        return self.late / len(self.taken) if self.taken else 0.0


@dataclass(slots=True)
class House:
    """The processes and cores of a layout."""

    env: simpy.Environment
    layout: Layout
    costs: Costs
    chance: random.Random
    told: Told = field(default_factory=Told)
    loops: dict[str, list[simpy.Resource]] = field(init=False)
    cores: simpy.Resource = field(init=False)
    worked: float = 0.0

    def __post_init__(self) -> None:
        self.cores = simpy.Resource(self.env, self.layout.cores)
        self.loops = {
            each: [simpy.Resource(self.env, 1) for _ in range(self.layout.of(each))]
            for each in PROCESSES
        }

    def turn(self, person: int) -> Steps:
        """Take one message through the house."""
        begun = self.env.now
        for part in ORDER:
            yield from self._serve(part, person)
        taken = self.env.now - begun
        self.told.taken.append(taken)
        self.told.late += taken > BUDGET
        self.told.ended = self.env.now

    def _serve(self, part: str, person: int) -> Steps:
        seconds = self._seconds(part) / ORDER.count(part)
        if part == "database":  # many at once, each on a core
            yield from self._on_a_core(seconds)
            return
        loops = self.loops[part]
        with loops[person % len(loops)].request() as free:
            yield free
            yield from self._on_a_core(seconds)

    def _on_a_core(self, seconds: float) -> Steps:
        with self.cores.request() as free:
            yield free
            yield self.env.timeout(seconds)
            self.worked += seconds

    def _seconds(self, part: str) -> float:
        """Draw what this turn costs: unequal, never negative, right in the mean."""
        asked = self.costs.database
        mean = (
            asked.milliseconds if part == "database" else self.costs.milliseconds(part)
        )
        width = math.sqrt(math.log(1 + self.costs.spread**2))
        drawn = self.chance.lognormvariate(-(width**2) / 2, width)
        return mean / 1000 * drawn


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person talks."""

    turns: float
    think: float


def day(
    rate: Rate, *, seconds: float, habits: Habits, house: Callable[[], House]
) -> Told:
    """Let conversations begin at a rate that changes, and play them to their end."""
    built = house()
    most = max(rate(at) for at in range(0, int(seconds) + 1, 5)) or 1e-9
    built.env.process(_arrivals(built, rate, most, seconds, habits))
    built.env.run()
    lasted = max(built.told.ended, seconds)
    built.told.busiest = built.worked / (lasted * built.layout.cores)
    return built.told


def closed(callers: int, *, seconds: float, house: Callable[[], House]) -> Told:
    """Let so many callers talk without a pause: what the benchmarks measure."""
    built = house()
    for person in range(callers):
        built.env.process(_without_pause(built, person))
    built.env.run(until=seconds)
    built.told.busiest = built.worked / (seconds * built.layout.cores)
    return built.told


def builder(layout: Layout, costs: Costs, *, seed: int = 12351) -> Callable[[], House]:
    """Return what builds the house anew, each time with the same chances."""

    def build() -> House:
        return House(simpy.Environment(), layout, costs, random.Random(seed))  # noqa: S311 - a simulation

    return build


def _without_pause(house: House, person: int) -> Steps:
    while True:
        yield from house.turn(person)


def _arrivals(
    house: House, rate: Rate, most: float, seconds: float, habits: Habits
) -> Steps:
    """Thin a steady stream of conversations down to the rate of the moment."""
    person = 0
    while True:
        yield house.env.timeout(house.chance.expovariate(most))
        if house.env.now >= seconds:
            return
        if house.chance.random() * most <= rate(house.env.now):
            person += 1
            house.env.process(_conversation(house, person, habits))


def _conversation(house: House, person: int, habits: Habits) -> Steps:
    count = max(1, round(house.chance.expovariate(1 / habits.turns)))
    for _ in range(count):
        yield from house.turn(person)
        yield house.env.timeout(house.chance.expovariate(1 / habits.think))
