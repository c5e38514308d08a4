"""What a size needs, by arithmetic alone, and what gives out first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from benchmarks.capacity.facts import PROCESSES, Costs, Day, Demand

GB = 1e9


@dataclass(frozen=True, slots=True)
class Layout:
    """How many of each there are."""

    bot: int
    actions: int
    api: int
    cores: int

    def of(self, process: str) -> int:
        """Return how many processes of a kind."""
        count: int = getattr(self, process)
        return count


@dataclass(frozen=True, slots=True)
class Limit:
    """Where one part gives out, however idle the others are."""

    part: str
    turns_a_second: float


ONE_MACHINE = Layout(bot=1, actions=1, api=1, cores=2)
"""What `make run` starts on the machine on which everything was measured."""


def core_milliseconds(costs: Costs) -> float:
    """Return what a turn costs in all, database included."""
    served = sum(costs.milliseconds(process) for process in PROCESSES)
    return served + costs.database.milliseconds


def layout(peak: float, *, costs: Costs, demand: Demand) -> Layout:
    """Choose as many of each as the fullest minutes need, each no fuller than allowed.

    A process is one event loop: it never uses more than one core.
    """
    full = demand.machine.full
    counts = {
        process: max(1, ceil(peak * costs.milliseconds(process) / 1000 / full))
        for process in PROCESSES
    }
    cores = max(2, ceil(peak * core_milliseconds(costs) / 1000 / full))
    return Layout(**counts, cores=cores)


def heat_wave_layout(members: int, *, costs: Costs, demand: Demand) -> Layout:
    """Choose what the fullest day that the plan knows needs."""
    peak = demand.days["heat_wave"].peak(members)
    return layout(peak, costs=costs, demand=demand)


def machines(chosen: Layout, demand: Demand) -> int:
    """Return how many machines a layout fills; from two on one may fail."""
    needed = ceil(chosen.cores / demand.machine.cores)
    return needed if needed == 1 else needed + 1


def memory_gb(chosen: Layout, costs: Costs) -> float:
    """Return the memory of all processes that serve."""
    held = sum(chosen.of(each) * costs.memory[each] for each in PROCESSES)
    return (held + costs.memory["worker"]) / 1000


def limits(chosen: Layout, *, costs: Costs, demand: Demand) -> list[Limit]:
    """Return where each part gives out, the first to do so first."""
    found = [
        Limit(
            f"{each}'s event loops", 1000 * chosen.of(each) / costs.milliseconds(each)
        )
        for each in PROCESSES
    ]
    found.append(Limit("cores", 1000 * chosen.cores / core_milliseconds(costs)))
    found += database_limits(costs, demand)
    return sorted(found, key=lambda limit: limit.turns_a_second)


def database_limits(costs: Costs, demand: Demand) -> list[Limit]:
    """Return where one PostgreSQL server gives out, the first reason first."""
    server, asked = demand.postgresql, costs.database
    found = [
        Limit("PostgreSQL's commits", server.commits_a_second / asked.commits),
        Limit("PostgreSQL's cores", 1000 * server.cores / asked.milliseconds),
    ]
    return sorted(found, key=lambda limit: limit.turns_a_second)


def turns_a_year(members: int, demand: Demand) -> float:
    """Return the turns of a whole year: ordinary days, heat waves and notices."""
    days = sum(
        count * demand.days[name].turns_a_day(members)
        for name, count in demand.days_a_year.items()
    )
    notice = demand.notice
    return days + notice.days_a_year * notice.answering(members) * notice.turns


def tickets_a_day(day: Day, members: int) -> float:
    """Return how many tickets a day leaves for officers."""
    return members * day.writers * day.tickets


def stored_gb(members: int, *, costs: Costs, demand: Demand) -> float:
    """Return what the database holds when the oldest rows begin to go."""
    a_year = sum(
        count * tickets_a_day(demand.days[name], members)
        for name, count in demand.days_a_year.items()
    )
    stored = costs.stored
    grown = turns_a_year(members, demand) * stored.turn + a_year * stored.ticket
    return (members * stored.member + demand.kept_years * grown) / GB


def officers(day: Day, members: int, demand: Demand) -> int:
    """Return how many officers settle a day's tickets on that day."""
    return ceil(tickets_a_day(day, members) / demand.officer.tickets_a_day)


def databases(peak: float, *, costs: Costs, demand: Demand) -> int:
    """Return how many database servers the fullest minutes need."""
    first, *_ = database_limits(costs, demand)
    return max(1, ceil(peak / first.turns_a_second / demand.machine.full))


def first_bottleneck(members: int, *, costs: Costs, demand: Demand) -> Iterator[str]:
    """Say what would give out on a full day, in the order in which one meets it.

    Computers are added by a setting; one database server and the number of officers
    are not, so they are named once they are what a larger day runs into.
    """
    day = demand.days["heat_wave"]
    peak = day.peak(members)
    one = limits(ONE_MACHINE, costs=costs, demand=demand)[0]
    if peak > one.turns_a_second:
        yield f"{one.part} of one small machine ({one.turns_a_second:.0f} turns/s)"
    if databases(peak, costs=costs, demand=demand) > 1:
        whole, *_ = database_limits(costs, demand)
        most = whole.turns_a_second
        yield f"one PostgreSQL server ({most:.0f} turns/s): split by district"
    needed = officers(day, members, demand)
    if needed > 1:
        yield f"people: {needed:,} officers to settle that day's tickets on that day"
