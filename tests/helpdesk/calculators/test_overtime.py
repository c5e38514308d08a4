from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import Hours, overtime_pay
from helpdesk.errors import InvalidInput

DAY = date(2026, 7, 1)
WAGES = st.decimals(1, 200000, places=2)
HOURS = st.decimals(0, 240, places=1)


class TestOvertimePay:
    def test_150_200_and_300_percent_of_the_hour(self):
        wage = Decimal(174 * 30)  # thirty yuan an hour

        found = overtime_pay(
            Hours(workday=Decimal(10), rest_day=Decimal(8), holiday=Decimal(8)),
            wage=wage,
            on=DAY,
        )

        assert found.hourly == 30
        assert found.workday == 450
        assert found.rest_day == 480
        assert found.holiday == 720
        assert found.amount == 1650

    def test_rounds_once_at_the_end(self):
        found = overtime_pay(Hours(workday=Decimal(100)), wage=Decimal(5000), on=DAY)

        assert found.hourly == Decimal("28.74")
        assert found.amount == Decimal("4310.34")  # not 28.74 × 150

    def test_half_hours_count(self):
        found = overtime_pay(
            Hours(workday=Decimal("0.5")), wage=Decimal(174 * 30), on=DAY
        )

        assert found.amount == Decimal("22.50")

    def test_no_overtime_is_no_money(self):
        found = overtime_pay(Hours(), wage=Decimal(5000), on=DAY)

        assert found.amount == 0
        assert len(found.steps) == 2

    @pytest.mark.parametrize(("hours", "told"), [(36, False), ("36.1", True)])
    def test_more_than_36_hours_is_told(self, hours, told):
        found = overtime_pay(Hours(workday=Decimal(hours)), wage=Decimal(5000), on=DAY)

        assert any("上限" in caution for caution in found.cautions) is told

    @pytest.mark.parametrize(
        ("on", "document"),
        [
            (date(2008, 1, 3), "劳社部发〔2008〕3号"),
            (date(2024, 12, 31), "劳社部发〔2008〕3号"),
            (date(2025, 1, 1), "人社部发〔2025〕2号"),
        ],
    )
    def test_cites_the_conversion_of_the_time(self, on, document):
        found = overtime_pay(Hours(workday=Decimal(1)), wage=Decimal(5000), on=on)

        assert document in found.citations[-1].statute
        assert all(c.in_force <= on for c in found.citations)

    @given(WAGES, HOURS, HOURS, HOURS)
    def test_is_the_sum_of_its_parts_and_never_negative(self, wage, one, two, three):
        found = overtime_pay(
            Hours(workday=one, rest_day=two, holiday=three), wage=wage, on=DAY
        )

        assert found.amount == found.workday + found.rest_day + found.holiday
        assert min(found.workday, found.rest_day, found.holiday) >= 0
        assert found.amount.as_tuple().exponent >= -2

    @given(WAGES, WAGES, HOURS, HOURS)
    def test_grows_with_wage_and_hours(self, wage, raise_, hours, more):
        low = overtime_pay(Hours(rest_day=hours), wage=wage, on=DAY)
        high = overtime_pay(Hours(rest_day=hours + more), wage=wage + raise_, on=DAY)

        assert low.amount <= high.amount

    @given(WAGES, HOURS)
    def test_a_holiday_pays_at_least_a_rest_day_and_that_a_workday(self, wage, hours):
        workday = overtime_pay(Hours(workday=hours), wage=wage, on=DAY).amount
        rest_day = overtime_pay(Hours(rest_day=hours), wage=wage, on=DAY).amount
        holiday = overtime_pay(Hours(holiday=hours), wage=wage, on=DAY).amount

        assert workday <= rest_day <= holiday

    @pytest.mark.parametrize(
        ("hours", "wage", "on", "reason"),
        [
            (Hours(workday=Decimal(-1)), Decimal(5000), DAY, "加班小时数"),
            (Hours(holiday=Decimal(745)), Decimal(5000), DAY, "744"),
            (
                Hours(workday=Decimal(500), rest_day=Decimal(500)),
                Decimal(5000),
                DAY,
                "744",
            ),
            (Hours(rest_day=Decimal("NaN")), Decimal(5000), DAY, "加班小时数"),
            (Hours(), Decimal(0), DAY, "大于 0"),
            (Hours(), Decimal(5000), date(2008, 1, 2), "2008年1月3日"),
            (Hours(), Decimal(5000), date(1900, 1, 1), "日期"),
        ],
    )
    def test_bad_input_is_refused_in_chinese(self, hours, wage, on, reason):
        with pytest.raises(InvalidInput, match=reason):
            overtime_pay(hours, wage=wage, on=on)
