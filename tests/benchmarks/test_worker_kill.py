from dataclasses import replace

import pytest

from benchmarks.wechat.taking import Post
from benchmarks.wechat.worker_kill import Plan, Result, run, table

GOOD = Result(
    name="sqlite",
    plan=Plan(messages=10, kills=1, workers=1),
    taken=11,
    lost=0,
    disordered=0,
    repeated=1,
    answers_lost=1,
    unexplained=0,
    seconds=1.0,
)


class TestRun:
    @pytest.mark.timeout(400)  # five starts, and fifteen seconds until each is missed
    def test_nothing_is_lost_when_the_worker_is_killed(self):
        plan = Plan(messages=60, kills=5, workers=1)

        result = run("sqlite", plan)

        assert result.is_good, table([result])
        assert result.taken >= plan.messages


class TestResult:
    @pytest.mark.parametrize(
        "miss", [{"lost": 1}, {"disordered": 1}, {"repeated": 2}, {"unexplained": 1}]
    )
    def test_a_miss_is_not_good(self, miss):
        assert GOOD.is_good
        assert not replace(GOOD, **miss).is_good


class TestPost:
    def test_counts_what_came_too_often(self):
        post = Post(taken=[("w1", "a", "1"), ("w2", "a", "1"), ("w2", "a", "2")])

        assert post.repeated() == {"1": 1}
        assert post.by_follower() == {"a": ["1", "1", "2"]}
        assert post.texts("w2") == {"1", "2"}
