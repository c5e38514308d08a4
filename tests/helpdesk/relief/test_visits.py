from datetime import date

import pytest

from helpdesk.errors import InvalidInput
from helpdesk.findings import Outcome, Verdict
from helpdesk.relief import VisitFacts, judge_visit

JULY = date(2026, 7, 15)


def _judge(**changes):
    known = {"on": JULY, "headcount": 30, "in_shenzhen": True, "is_hot": True}
    return judge_visit(VisitFacts(**(known | changes)))


class TestJudgeVisit:
    def test_a_hot_workplace_in_the_city_is_probably_visited(self):
        assert _judge().verdict is Verdict.likely

    @pytest.mark.parametrize("name", ["in_shenzhen", "is_hot"])
    @pytest.mark.parametrize(
        ("fact", "verdict"), [(False, Verdict.unlikely), (None, Verdict.unknown)]
    )
    def test_place_and_heat_decide(self, name, fact, verdict):
        assert _judge(**{name: fact}).verdict is verdict

    def test_one_person_is_told_that_it_is_no_allowance(self):
        found = _judge(headcount=1)

        assert found.verdict is Verdict.likely
        assert "不是个人可以申领的津贴" in found.explanation

    @pytest.mark.parametrize(
        ("month", "turned_out"),
        [(5, "unmet"), (6, "met"), (10, "met"), (11, "unmet")],
    )
    def test_the_season_is_told_and_does_not_decide(self, month, turned_out):
        found = _judge(on=date(2026, month, 1))

        assert found.checks[-1].outcome is Outcome(turned_out)
        assert found.verdict is Verdict.likely

    @pytest.mark.parametrize("people", [0, -1, 10**6])
    def test_a_workplace_without_people_is_refused(self, people):
        with pytest.raises(InvalidInput):
            _judge(headcount=people)
