from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.errors import InvalidInput
from helpdesk.relief.work_stop import Step, work_stop

DAY = date(2026, 7, 15)
ORDER = [Step.none, Step.rotate, Step.shorten, Step.stop]
DEGREES = st.decimals(-20, 60, places=1)


def asked(temperature, **facts):
    return work_stop(Decimal(temperature), **({"on": DAY, "outdoors": True} | facts))


class TestWorkStop:
    @pytest.mark.parametrize(
        ("temperature", "step"),
        [
            ("34.9", Step.none),
            ("35", Step.rotate),
            ("36.9", Step.rotate),
            ("37", Step.shorten),
            ("38.9", Step.shorten),
            ("39", Step.stop),
            ("40", Step.stop),
            ("45", Step.stop),
        ],
    )
    def test_outdoors_follows_the_stricter_measure(self, temperature, step):
        assert asked(temperature).step is step

    @pytest.mark.parametrize(
        ("temperature", "doubted"), [("38.9", False), ("39", True), ("40", False)]
    )
    def test_from_39_to_40_the_provincial_line_is_called_unverified(
        self, temperature, doubted
    ):
        found = asked(temperature)

        assert any("原文未核对" in caution for caution in found.cautions) is doubted

    @pytest.mark.parametrize("temperature", ["35", "37", "39", "40"])
    def test_wages_are_not_cut_for_it(self, temperature):
        found = asked(temperature)

        assert any("不得扣除" in caution for caution in found.cautions)
        assert "防暑降温措施管理办法" in {c.statute for c in found.citations}

    def test_indoors_the_outdoor_lines_do_not_apply(self):
        assert asked("38", outdoors=False).step is Step.none

    @pytest.mark.parametrize(
        ("temperature", "outdoors", "step"),
        [
            ("35", True, Step.stop),
            ("34.9", True, Step.none),
            ("33", False, Step.stop),
            ("32.9", False, Step.none),
        ],
    )
    def test_protected_workers_stop_sooner(self, temperature, outdoors, step):
        assert asked(temperature, outdoors=outdoors, protected=True).step is step

    @given(DEGREES, DEGREES, st.booleans(), st.booleans())
    def test_more_heat_never_demands_less(self, one, other, outdoors, protected):
        facts = {"outdoors": outdoors, "protected": protected}
        cool, hot = sorted((one, other))

        assert ORDER.index(asked(cool, **facts).step) <= ORDER.index(
            asked(hot, **facts).step
        )

    @given(DEGREES, st.booleans())
    def test_protection_never_demands_less(self, temperature, outdoors):
        plain = asked(temperature, outdoors=outdoors)
        protected = asked(temperature, outdoors=outdoors, protected=True)

        assert ORDER.index(plain.step) <= ORDER.index(protected.step)

    @pytest.mark.parametrize(
        ("temperature", "on", "reason"),
        [
            ("61", DAY, "温度"),
            ("-21", DAY, "温度"),
            ("NaN", DAY, "温度"),
            ("38", date(2012, 6, 28), "2012年6月29日"),
        ],
    )
    def test_bad_input_is_refused_in_chinese(self, temperature, on, reason):
        with pytest.raises(InvalidInput, match=reason):
            asked(temperature, on=on)
