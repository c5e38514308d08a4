import itertools

import pytest

from helpdesk.dream_plan.policy import Facts, Outcome, Verdict, judge

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
        verified = {c.question for c in judge(Facts()).checks if c.verified}

        assert verified == {"是不是在深圳工作的职工"}
