import random

import pytest

from benchmarks.cluster.slope import growth, per_hour, sparkline, thinned
from benchmarks.cluster.verdicts import LIMITS, Limit, limit_of, trend, trends
from benchmarks.cluster.watching import Series

HALF_MINUTES = [30.0 * n for n in range(121)]


class TestPerHour:
    def test_outliers_do_not_make_a_leak(self):
        points = [(at, 500.0 if at % 300 == 0 else 100.0) for at in HALF_MINUTES]

        assert per_hour(points) == 0

    def test_finds_a_leak_in_noise(self):
        dice = random.Random(1)  # noqa: S311 - the same noise each time
        points = [(at, 100 + at / 60 + dice.gauss(0, 5)) for at in HALF_MINUTES]

        assert per_hour(points) == pytest.approx(60, rel=0.15)

    def test_a_saw_tooth_is_flat(self):
        points = [(at, at % 600) for at in HALF_MINUTES]

        assert abs(per_hour(points)) < 150  # of teeth 600 high

    @pytest.mark.parametrize("points", [[], [(0.0, 1.0)], [(5.0, 1.0), (5.0, 9.0)]])
    def test_too_few_points_tell_nothing(self, points):
        assert per_hour(points) == 0
        assert growth(points) == 0

    def test_a_day_of_looks_does_not_take_a_day(self):
        assert len(thinned(HALF_MINUTES * 24, 240)) <= 240


class TestSparkline:
    def test_is_as_wide_as_asked_and_flat_where_nothing_moves(self):
        assert len(sparkline(list(range(100)), 20)) == 20
        assert sparkline([3, 3, 3]) == "▁▁▁"
        assert sparkline([]) == ""


class TestTrend:
    def test_what_fills_in_the_beginning_is_no_leak(self):
        points = [(at, min(at, 600.0)) for at in HALF_MINUTES]

        assert trend("bot-1: MB", points, Limit(": MB", 10)).is_flat

    def test_what_grows_to_the_end_is_one(self):
        points = [(at, 100 + at / 100) for at in HALF_MINUTES]

        found = trend("bot-1: MB", points, Limit(": MB", 10))

        assert not found.is_flat
        assert found.row()[""] == "**grows**"

    def test_large_things_may_grow_by_a_share(self):
        limit = Limit(": MB", 10, 0.05)

        assert limit.allowed(100) == 10
        assert limit.allowed(1000) == 50

    def test_only_what_has_a_limit_is_judged(self):
        series = Series()
        for at in HALF_MINUTES:
            series.add(at, {"api-1: MB": 100.0, "the weather": at})

        assert [one.name for one in trends(series)] == ["api-1: MB"]

    def test_a_log_is_not_judged_like_memory(self):
        assert limit_of("PostgreSQL: WAL MB").least > limit_of("api-1: MB").least
        assert limit_of("nothing known") is None
        assert len({limit.suffix for limit in LIMITS}) == len(LIMITS)
