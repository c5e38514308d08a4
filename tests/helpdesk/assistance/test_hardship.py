import itertools

import pytest

from helpdesk.assistance import HardshipFacts, judge_hardship
from helpdesk.errors import InvalidInput
from helpdesk.findings import Outcome, Verdict
from helpdesk.models import Residence

POOR = 119_999
LINE = 120_000


def _facts(year=2026, **changes):
    known = {
        "has_union": True,
        "in_service": True,
        "residence": Residence.permit,
        "income_per_head_cents": POOR,
        "stricken": False,
    }
    return HardshipFacts(year, **(known | changes))


class TestJudgeHardship:
    def test_a_holder_of_a_residence_permit_may_apply(self):
        found = judge_hardship(_facts(residence=Residence.permit))

        assert found.verdict is Verdict.likely
        assert "没有深户也可以" in found.explanation

    def test_who_has_neither_is_told_what_would_help(self):
        found = judge_hardship(_facts(residence=Residence.neither))

        assert found.verdict is Verdict.unlikely
        assert "居住证" in found.explanation

    def test_without_a_union_at_work_the_way_is_told(self):
        found = judge_hardship(_facts(has_union=False))

        assert found.verdict is Verdict.unlikely
        assert "工联会入会" in found.explanation

    @pytest.mark.parametrize(
        ("year", "income", "verdict"),
        [
            (2017, POOR, Verdict.likely),
            (2017, LINE, Verdict.unlikely),
            (2026, POOR, Verdict.likely),
            (2026, LINE, Verdict.unknown),  # this year's line may be higher
        ],
    )
    def test_an_old_line_turns_nobody_down(self, year, income, verdict):
        found = judge_hardship(_facts(year, income_per_head_cents=income))

        assert found.verdict is verdict

    def test_illness_will_do_whatever_the_income(self):
        found = judge_hardship(_facts(income_per_head_cents=10**7, stricken=True))

        assert found.verdict is Verdict.likely

    def test_the_year_of_the_line_is_told(self):
        told = judge_hardship(_facts(income_per_head_cents=LINE)).explanation

        assert "2017年的线" in told
        assert "今年的线以工会通知为准" in told

    def test_before_the_first_known_line_nothing_is_said(self):
        with pytest.raises(InvalidInput):
            judge_hardship(_facts(2016))

    def test_a_negative_income_is_refused(self):
        with pytest.raises(InvalidInput):
            judge_hardship(_facts(income_per_head_cents=-1))

    def test_every_combination_is_explained(self):
        known = (None, True, False)
        homes = (None, *Residence)
        incomes = (None, 0, POOR, LINE)
        for union, serving, home, income, ill in itertools.product(
            known, known, homes, incomes, known
        ):
            found = judge_hardship(
                HardshipFacts(2026, union, serving, home, income, ill)
            )

            assert all(c.why and c.source and "{" not in c.why for c in found.checks)
            if Outcome.unmet in {c.outcome for c in found.checks}:
                assert found.verdict is Verdict.unlikely
