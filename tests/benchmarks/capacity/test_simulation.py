"""The simulation, where theory says what has to come out."""

import pytest

from benchmarks.capacity import plan, scenarios
from benchmarks.capacity.facts import costs, demand
from benchmarks.capacity.plan import Layout
from benchmarks.capacity.simulation import Habits, builder, closed, day

ROOMY = Layout(bot=4, actions=4, api=4, cores=16)


class TestClosed:
    def test_callers_without_a_pause_keep_two_cores_busy(self):
        told = closed(
            16,
            seconds=5,
            house=builder(Layout(bot=1, actions=1, api=1, cores=2), costs()),
        )

        served = len(told.taken) / 5
        assert told.busiest > 0.9
        assert served == pytest.approx(2000 / plan.core_milliseconds(costs()), rel=0.1)

    def test_one_bot_gives_out_before_many_cores_do(self):
        narrow = Layout(bot=1, actions=4, api=4, cores=16)

        told = closed(64, seconds=5, house=builder(narrow, costs()))

        limit = 1000 / costs().milliseconds("bot")
        assert len(told.taken) / 5 == pytest.approx(limit, rel=0.1)

    def test_two_bots_serve_nearly_twice_as_many(self):
        one, two = (
            closed(
                64,
                seconds=5,
                house=builder(Layout(bot=bots, actions=4, api=4, cores=16), costs()),
            )
            for bots in (1, 2)
        )

        assert len(two.taken) / len(one.taken) == pytest.approx(2, abs=0.2)


class TestDay:
    def test_an_idle_house_takes_what_the_parts_take(self):
        told = day(
            lambda _: 0.2,
            seconds=600,
            habits=Habits(turns=3, think=5),
            house=builder(ROOMY, costs()),
        )

        mean = sum(told.taken) / len(told.taken)
        assert mean == pytest.approx(plan.core_milliseconds(costs()) / 1000, rel=0.15)
        assert told.late == 0

    def test_more_than_can_be_served_is_told_to_be_late(self):
        beyond = 3 * 1000 / costs().milliseconds("bot") / 4

        told = day(
            lambda _: beyond,
            seconds=15,
            habits=Habits(turns=4, think=1),
            house=builder(Layout(bot=1, actions=1, api=1, cores=2), costs()),
        )

        assert told.late_share > 0.3

    def test_the_same_chances_give_the_same_day(self):
        first, second = (
            day(
                lambda _: 1.0,
                seconds=30,
                habits=Habits(turns=3, think=2),
                house=builder(ROOMY, costs()),
            )
            for _ in range(2)
        )

        assert first.taken == second.taken


class TestScenarios:
    def test_a_large_size_is_played_as_one_of_equal_cells(self):
        chosen = plan.layout(2500, costs=costs(), demand=demand())

        played = scenarios.mass_notice(
            50_000, minutes=10, layout=chosen, costs=costs(), demand=demand()
        )

        turns = len(played.told.taken) * played.cells
        people = demand().notice.answering(50_000)
        assert turns == pytest.approx(people * demand().notice.turns, rel=0.15)
