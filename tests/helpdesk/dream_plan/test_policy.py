import itertools
from datetime import date

import pytest

from helpdesk.dream_plan.policy import (
    Facts,
    Outcome,
    Verdict,
    Window,
    judge,
    judge_window,
)

EDUCATION = [None, "小学", "初中", "高中", "中专", "大专", "本科", "研究生"]


class TestJudge:
    @pytest.mark.parametrize(
        ("education", "level"),
        [("高中", "高起专"), ("中专", "高起专"), ("大专", "专升本")],
    )
    def test_a_worker_with_the_right_schooling_can_probably_apply(
        self, education, level
    ):
        found = judge(Facts(education=education, employed_in_shenzhen=True))

        assert found.verdict == Verdict.likely
        assert found.level == level
        assert level in found.checks[-1].why

    @pytest.mark.parametrize("education", ["小学", "初中", "本科", "研究生"])
    def test_other_schooling_is_unlikely_and_says_that_the_brochure_decides(
        self, education
    ):
        found = judge(Facts(education=education, employed_in_shenzhen=True))

        assert found.verdict == Verdict.unlikely
        assert found.level is None
        assert "简章" in found.checks[-1].why

    def test_who_works_elsewhere_is_unlikely(self):
        found = judge(Facts(education="高中", employed_in_shenzhen=False))

        assert found.verdict == Verdict.unlikely

    @pytest.mark.parametrize("member", [None, True, False])
    def test_membership_is_reported_and_never_decides(self, member):
        found = judge(
            Facts(is_member=member, education="高中", employed_in_shenzhen=True)
        )

        assert found.verdict == Verdict.likely
        assert (
            found.checks[0].outcome
            == {
                None: Outcome.unknown,
                True: Outcome.met,
                False: Outcome.unmet,
            }[member]
        )

    def test_every_combination_is_explained(self):
        for facts in itertools.product((None, True, False), EDUCATION, (None, True)):
            found = judge(Facts(*facts))

            assert len(found.checks) == 3
            assert all(c.why and c.source and "{" not in c.why for c in found.checks)

    def test_nothing_unverified_is_called_verified(self):
        assert [c.question for c in judge(Facts()).checks if c.verified] == []

    def test_every_explained_line_tells_its_year_and_that_the_brochure_decides(self):
        lines = judge(Facts(education="高中")).explanation.splitlines()

        assert lines[0].startswith("还缺一些情况")
        assert all("未核实，请以当年通知为准" in line for line in lines[1:])
        assert all("2021年" in line or "2023年" in line for line in lines[1:])

    @pytest.mark.parametrize(
        ("group", "turned_out"),
        [("农民工", Outcome.met), ("高级管理人员", Outcome.unmet)],
    )
    def test_the_group_is_told_and_never_decides(self, group, turned_out):
        found = judge(Facts(education="高中", employed_in_shenzhen=True, group=group))

        assert found.checks[-1].outcome is turned_out
        assert found.verdict is Verdict.likely


class TestJudgeWindow:
    WINDOW = Window(date(2026, 4, 1), date(2026, 7, 15))

    @pytest.mark.parametrize(
        ("on", "turned_out"),
        [
            (date(2026, 3, 31), Outcome.unmet),
            (date(2026, 4, 1), Outcome.met),
            (date(2026, 7, 15), Outcome.met),
            (date(2026, 7, 16), Outcome.unmet),
        ],
    )
    def test_both_ends_belong_to_it(self, on, turned_out):
        found = judge_window(self.WINDOW, on=on)

        assert found.outcome is turned_out
        assert "2026-07-15" in found.why

    @pytest.mark.parametrize(
        "window", [Window(), Window(opens_on=date(2026, 4, 1)), Window(None, date.max)]
    )
    def test_a_missing_end_is_not_guessed(self, window):
        found = judge_window(window, on=date(2026, 7, 15))

        assert found.outcome is Outcome.unknown
        assert "没有核实到" in found.why
