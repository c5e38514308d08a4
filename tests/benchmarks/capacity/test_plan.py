"""The arithmetic of the capacity plan, beside numbers reckoned by hand."""

import pytest
from pydantic import ValidationError

from benchmarks.capacity import plan
from benchmarks.capacity.facts import Costs, Day, Notice, costs, demand

DAY = Day(writers=0.05, turns=6, peak_hour=0.15, burst=2, tickets=0.08)
NOTICE = Notice(
    followers=0.5,
    answers=0.02,
    turns=4,
    answer_minutes=10,
    days_a_year=12,
)


class TestDay:
    def test_the_turns_of_a_day_are_members_by_share_by_turns(self):
        assert DAY.turns_a_day(1_000_000) == 300_000

    def test_the_peak_is_the_fullest_hour_by_its_burst(self):
        assert DAY.peak(1_000_000) == pytest.approx(300_000 * 0.15 / 3600 * 2)


class TestNotice:
    def test_answers_come_at_the_rate_of_a_slow_sending(self):
        people = NOTICE.answering(1_000_000)

        peak = NOTICE.peak(1_000_000, minutes=1000)

        assert people == 10_000
        assert peak == pytest.approx(10_000 * 4 / 60_000, rel=0.01)

    def test_a_quick_sending_is_spread_by_the_time_people_take(self):
        at_once = NOTICE.peak(1_000_000, minutes=0.01)

        assert at_once == pytest.approx(10_000 * 4 / 600, rel=0.01)

    def test_a_notice_slow_enough_is_served(self):
        minutes = NOTICE.minutes_for(1_000_000, turns_a_second=20)

        assert NOTICE.peak(1_000_000, minutes=minutes) <= 20
        assert NOTICE.peak(1_000_000, minutes=minutes * 0.9) > 20


class TestLayout:
    def test_each_kind_is_no_fuller_than_allowed(self):
        assumed, measured = demand(), costs()

        chosen = plan.layout(500, costs=measured, demand=assumed)

        for kind in ("bot", "api", "actions"):
            busy = 500 * measured.milliseconds(kind) / 1000 / chosen.of(kind)
            assert busy <= assumed.machine.full

    def test_nothing_needs_one_of_each(self):
        chosen = plan.layout(0, costs=costs(), demand=demand())

        assert (chosen.bot, chosen.api, chosen.actions) == (1, 1, 1)

    def test_from_two_machines_on_one_may_fail(self):
        cores = demand().machine.cores

        assert plan.machines(plan.Layout(1, 1, 1, int(cores)), demand()) == 1
        assert plan.machines(plan.Layout(1, 1, 1, int(cores) + 1), demand()) == 3


class TestLimits:
    def test_the_first_to_give_out_comes_first(self):
        narrow = plan.Layout(bot=1, actions=9, api=9, cores=99)

        first, *others = plan.limits(narrow, costs=costs(), demand=demand())

        assert first.part == "bot's event loops"
        assert first.turns_a_second == pytest.approx(1000 / costs().milliseconds("bot"))
        assert all(first.turns_a_second <= each.turns_a_second for each in others)

    def test_a_larger_city_runs_into_more(self):
        found = [
            list(plan.first_bottleneck(count, costs=costs(), demand=demand()))
            for count in (1_000_000, 100_000_000)
        ]

        assert len(found[0]) < len(found[1])
        assert any("PostgreSQL" in each for each in found[1])


class TestFiles:
    def test_a_name_that_nobody_reads_is_refused(self):
        told = costs().model_dump()

        with pytest.raises(ValidationError):
            Costs.model_validate({**told, "wishes": 1})

    def test_a_share_above_one_is_refused(self):
        with pytest.raises(ValidationError):
            Day(writers=1.5, turns=1, peak_hour=0.1, burst=1, tickets=0)
