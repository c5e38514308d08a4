from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import Unwritten, double_wage
from helpdesk.errors import InvalidInput

TODAY = date(2026, 7, 15)
WAGE = Decimal(6000)
STARTED = st.dates(date(1995, 1, 1), TODAY)


def unwritten(started_on, **facts):
    return Unwritten(started_on=started_on, **({"wage": WAGE} | facts))


class TestDoubleWage:
    def test_is_eleven_months_at_most(self):
        found = double_wage(unwritten(date(2020, 1, 1)), today=TODAY)

        assert (found.first, found.last) == (date(2020, 2, 1), date(2020, 12, 31))
        assert (found.months, found.days) == (11, 0)
        assert found.amount == 66000
        assert any("无固定期限" in step for step in found.steps)
        assert {"14", "7"} <= {c.article for c in found.citations}

    def test_ends_the_day_before_the_contract(self):
        found = double_wage(
            unwritten(date(2026, 1, 1), signed_on=date(2026, 5, 1)), today=TODAY
        )

        assert found.last == date(2026, 4, 30)
        assert found.amount == 18000
        assert "6" in {c.article for c in found.citations}

    def test_ends_with_the_employment(self):
        found = double_wage(
            unwritten(date(2026, 1, 1), left_on=date(2026, 3, 14)), today=TODAY
        )

        assert (found.months, found.days) == (1, 14)
        assert found.amount == Decimal("8709.68")  # 6000 + 6000 × 14 ÷ 31
        assert any("折算" in caution for caution in found.cautions)

    def test_ends_today_when_nothing_else_has(self):
        found = double_wage(unwritten(date(2026, 4, 16)), today=TODAY)

        assert found.last == TODAY
        assert (found.months, found.days) == (2, 0)

    @pytest.mark.parametrize(
        "facts",
        [
            {"signed_on": date(2026, 2, 1)},  # within the month
            {"signed_on": date(2025, 12, 1)},  # before the work began
            {"left_on": date(2026, 1, 31)},
        ],
    )
    def test_is_nothing_within_the_first_month(self, facts):
        found = double_wage(unwritten(date(2026, 1, 1), **facts), today=TODAY)

        assert found.amount == 0
        assert found.first is None
        assert found.steps

    def test_begins_the_day_after_the_month(self):
        found = double_wage(
            unwritten(date(2026, 1, 1), signed_on=date(2026, 2, 2)), today=TODAY
        )

        assert (found.months, found.days) == (0, 1)
        assert found.first == found.last == date(2026, 2, 1)

    @pytest.mark.parametrize(
        "started_on", [date(2024, 1, 31), date(2024, 2, 29), date(2023, 8, 31)]
    )
    def test_has_eleven_months_from_the_end_of_a_month_too(self, started_on):
        found = double_wage(unwritten(started_on), today=TODAY)

        assert (found.months, found.days) == (11, 0)

    def test_of_old_employments_runs_from_the_law(self):
        found = double_wage(unwritten(date(2001, 5, 1)), today=TODAY)

        assert (found.first, found.last) == (date(2008, 2, 1), date(2008, 12, 31))
        assert any("2008年1月1日" in caution for caution in found.cautions)
        assert "97" in {c.article for c in found.citations}

    @given(STARTED, st.integers(0, 800))
    def test_a_later_contract_never_gives_less(self, started_on, days):
        signed_on = started_on + timedelta(days=days)

        sooner = double_wage(unwritten(started_on, signed_on=signed_on), today=TODAY)
        later = double_wage(
            unwritten(started_on, signed_on=signed_on + timedelta(days=1)), today=TODAY
        )

        assert 0 <= sooner.amount <= later.amount <= 11 * WAGE
        assert sooner.months <= 11

    @given(STARTED, st.decimals(1, 100000, places=2), st.decimals(1, 9999, places=2))
    def test_a_higher_wage_never_gives_less(self, started_on, wage, more):
        low = double_wage(unwritten(started_on, wage=wage), today=TODAY)
        high = double_wage(unwritten(started_on, wage=wage + more), today=TODAY)

        assert low.amount <= high.amount

    @pytest.mark.parametrize(
        ("work", "reason"),
        [
            (unwritten(TODAY + timedelta(days=1)), "还没到"),
            (unwritten(date(2026, 1, 1), left_on=date(2025, 1, 1)), "反了"),
            (unwritten(date(2005, 1, 1), left_on=date(2007, 12, 31)), "2008年1月1日"),
            (unwritten(date(2026, 1, 1), wage=Decimal(0)), "大于 0"),
            (unwritten(date(2026, 1, 1), wage=Decimal("-NaN")), "大于 0"),
            (unwritten(date(1900, 1, 1)), "日期"),
        ],
    )
    def test_bad_input_is_refused_in_chinese(self, work, reason):
        with pytest.raises(InvalidInput, match=reason):
            double_wage(work, today=TODAY)
