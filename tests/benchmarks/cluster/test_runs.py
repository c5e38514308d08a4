from dataclasses import replace

import pytest

from benchmarks.cluster.harm import FAULTS
from benchmarks.cluster.judging import Verdict
from benchmarks.cluster.runs import BAR_SECONDS, Run, rows, text


@pytest.fixture
def run() -> Run:
    return Run(
        fault=FAULTS[0],
        verdict=Verdict(),
        messages=50,
        first_good=0.5,
        last_bad=2.0,
        outbox=1.0,
        drained=0.5,
    )


class TestRun:
    def test_everybody_served_in_time_is_good(self, run):
        assert run.is_good

    @pytest.mark.parametrize(
        "change",
        [
            {"first_good": None},
            {"last_bad": BAR_SECONDS + 1},
            {"outbox": BAR_SECONDS + 1},
        ],
    )
    def test_who_is_served_too_late_is_not(self, run, change):
        assert not replace(run, **change).is_good

    def test_one_lost_message_is_not_good(self, run):
        run.verdict.wrong["accepted and lost"] += 1

        assert not run.is_good


class TestRows:
    def test_a_fault_has_one_row_with_its_worst_times(self, run):
        [row] = rows([run, replace(run, last_bad=9.0, first_good=3.0)])

        assert row["times"] == "2"
        assert row["messages"] == "100"
        assert row["first good answer"] == "3.0 s"
        assert row["last bad answer"] == "9.0 s"
        assert row["good"] == "2 of 2"

    def test_what_never_came_back_is_said(self, run):
        [row] = rows([run, replace(run, first_good=None)])

        assert row["first good answer"] == "never"
        assert row["good"] == "1 of 2"

    def test_what_was_wrong_stands_below(self, run):
        run.verdict.wrong["ticket doubled"] += 2

        assert "- a bot killed: ticket doubled × 2" in text([run])


class TestFaults:
    def test_each_has_a_key_of_its_own(self):
        assert len({fault.key for fault in FAULTS}) == len(FAULTS)
        assert {fault.needs for fault in FAULTS} == {"", "disk", "clock"}
