import pytest

from helpdesk.assistance import SchoolFacts, judge_school, school_grant
from helpdesk.errors import NotFound
from helpdesk.findings import Verdict
from helpdesk.models import Residence, SchoolStage

ALL_MET = {
    "has_union": True,
    "in_service": True,
    "in_hardship": True,
    "residence": Residence.permit,
    "child_at_school": True,
}


class TestJudgeSchool:
    def test_a_worker_in_hardship_with_a_child_at_school_may_apply(self):
        assert judge_school(SchoolFacts(**ALL_MET)).verdict is Verdict.likely

    @pytest.mark.parametrize("name", ALL_MET)
    def test_one_condition_missing_is_a_no_that_says_which(self, name):
        no = Residence.neither if name == "residence" else False

        found = judge_school(SchoolFacts(**(ALL_MET | {name: no})))

        assert found.verdict is Verdict.unlikely
        assert "2019年口径" in found.explanation

    @pytest.mark.parametrize("name", ALL_MET)
    def test_one_condition_open_leaves_it_open(self, name):
        found = judge_school(SchoolFacts(**(ALL_MET | {name: None})))

        assert found.verdict is Verdict.unknown


class TestSchoolGrant:
    @pytest.mark.parametrize(
        ("stage", "year", "cents"),
        [
            (SchoolStage.higher, 2015, 350_000),
            (SchoolStage.secondary, 2015, 250_000),
            (SchoolStage.higher, 2019, 800_000),
            (SchoolStage.secondary, 2019, 400_000),
        ],
    )
    def test_is_the_amount_announced_for_the_year(self, stage, year, cents):
        found = school_grant(stage=stage, year=year)

        assert (found.cents, found.standard.verified) == (cents, True)
        assert "未核实" not in found.told

    @pytest.mark.parametrize(("year", "known"), [(2018, 2015), (2026, 2019)])
    def test_of_another_year_it_is_told_as_not_verified(self, year, known):
        found = school_grant(stage=SchoolStage.higher, year=year)

        assert found.standard.year == known
        assert not found.standard.verified
        assert f"{year}年的标准未核实" in found.told

    def test_before_the_first_announcement_there_is_none(self):
        with pytest.raises(NotFound):
            school_grant(stage=SchoolStage.higher, year=2014)
