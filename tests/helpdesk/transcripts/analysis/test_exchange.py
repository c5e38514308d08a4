"""An analysis as JSON, and back."""

import json
import pickle

import pytest

from helpdesk.transcripts.analysis import (
    Analysis,
    Asked,
    Fact,
    Named,
    Risk,
    RiskKind,
    Routed,
    Summary,
    analysis_as_json,
    analysis_from_json,
)

FULL = Analysis(
    routed=(
        Routed(
            1,
            "report_unpaid_wages",
            0.97,
            (Named("duration", "三个月", "P3M", 4, 7),),
        ),
        Routed(3, "provide_info", 1.0),
    ),
    asked=(Asked("report_unpaid_wages", "legal_aid", (1, 5), "三个月没发工资"),),
    risks=(Risk(RiskKind.minor, 7, "我今年十五"),),
    summary=Summary(who=(Fact("王建国", 3),), promised=(Fact("三天内回电", 8),)),
    articles=("report_unpaid_wages.how", "report_unpaid_wages"),
)


class TestAnalysisFromJson:
    @pytest.mark.parametrize("analysis", [Analysis(), FULL], ids=["empty", "full"])
    def test_undoes_what_as_json_did(self, analysis):
        written = json.dumps(analysis_as_json(analysis), ensure_ascii=False)

        assert analysis_from_json(json.loads(written)) == analysis
        assert analysis_from_json(analysis_as_json(analysis)) == analysis

    def test_gives_equal_analyses_equal_hashes(self):
        read = analysis_from_json(analysis_as_json(FULL))

        assert hash(read) == hash(FULL)


class TestPickling:
    def test_an_analysis_travels_between_processes(self):
        assert pickle.loads(pickle.dumps(FULL)) == FULL  # noqa: S301 - our own
