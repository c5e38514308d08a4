from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import (
    Standing,
    annual_leave,
    part_year_leave,
    unused_leave_pay,
)
from helpdesk.errors import InvalidInput

DAY = date(2026, 7, 1)
FULL = st.sampled_from([5, 10, 15])
WAGES = st.decimals(1, 200000, places=2)


class TestAnnualLeave:
    @pytest.mark.parametrize(
        ("years", "days"),
        [(0, 0), (1, 5), (9, 5), (10, 10), (19, 10), (20, 15), (45, 15)],
    )
    def test_is_5_10_or_15_days(self, years, days):
        assert annual_leave(Standing(worked_years=years)).days == days

    def test_needs_twelve_months_on_end(self):
        found = annual_leave(Standing(worked_years=12, continuous_year=False))

        assert found.days == 0
        assert "连续工作满十二个月" in found.steps[0]

    @pytest.mark.parametrize(
        ("standing", "lost"),
        [
            (Standing(worked_years=5, sick_months=1), False),
            (Standing(worked_years=5, sick_months=2), True),
            (Standing(worked_years=10, sick_months=2), False),
            (Standing(worked_years=10, sick_months=3), True),
            (Standing(worked_years=20, sick_months=3), False),
            (Standing(worked_years=20, sick_months=4), True),
            (Standing(worked_years=5, paid_personal_days=19), False),
            (Standing(worked_years=5, paid_personal_days=20), True),
            (Standing(worked_years=10, school_holidays=10), False),
            (Standing(worked_years=10, school_holidays=11), True),
        ],
    )
    def test_is_lost_by_article_4(self, standing, lost):
        found = annual_leave(standing)

        assert (found.days == 0) is lost
        assert ("4" in {c.article for c in found.citations}) is lost

    @given(st.integers(0, 59))
    def test_more_years_never_give_less(self, years):
        less = annual_leave(Standing(worked_years=years))
        more = annual_leave(Standing(worked_years=years + 1))

        assert 0 <= less.days <= more.days <= 15

    @pytest.mark.parametrize(
        ("standing", "reason"),
        [
            (Standing(worked_years=-1), "工作年数"),
            (Standing(worked_years=61), "60"),
            (Standing(worked_years=5, sick_months=13), "病假月数"),
            (Standing(worked_years=5, school_holidays=-1), "天数"),
            (Standing(worked_years=5, paid_personal_days=400), "366"),
        ],
    )
    def test_bad_input_is_refused_in_chinese(self, standing, reason):
        with pytest.raises(InvalidInput, match=reason):
            annual_leave(standing)


class TestPartYearLeave:
    @pytest.mark.parametrize(
        ("left_on", "full", "taken", "days"),
        [
            (date(2026, 7, 19), 10, 0, 5),  # 200 ÷ 365 × 10 = 5.48
            (date(2026, 7, 19), 10, 2, 3),
            (date(2026, 3, 14), 5, 0, 1),  # 73 days are exactly one fifth
            (date(2026, 3, 13), 5, 0, 0),
            (date(2026, 12, 31), 15, 0, 15),
            (date(2024, 12, 31), 15, 0, 15),  # 366 ÷ 365 gives no more than the year
        ],
    )
    def test_of_who_leaves_counts_the_days_passed(self, left_on, full, taken, days):
        found = part_year_leave(full, left_on=left_on, taken=taken)

        assert found.days == days
        assert "12" in {c.article for c in found.citations}

    def test_a_leap_year_gives_no_more_than_the_year(self):
        found = part_year_leave(15, left_on=date(2024, 12, 31))

        assert "= 15 天" in found.steps[0]

    def test_of_who_joins_counts_the_days_that_remain(self):
        found = part_year_leave(10, joined_on=date(2026, 6, 15))

        assert found.days == 5  # 200 ÷ 365 × 10
        assert "5" in {c.article for c in found.citations}

    def test_of_who_joined_and_left_counts_the_days_between(self):
        found = part_year_leave(
            10, joined_on=date(2026, 3, 1), left_on=date(2026, 5, 12)
        )

        assert found.days == 2  # 73 ÷ 365 × 10

    def test_of_who_joined_in_an_earlier_year_begins_on_1_january(self):
        long_ago = part_year_leave(
            10, joined_on=date(2015, 3, 1), left_on=date(2026, 7, 19)
        )

        assert long_ago.days == part_year_leave(10, left_on=date(2026, 7, 19)).days

    def test_too_much_taken_is_not_claimed_back(self):
        found = part_year_leave(5, left_on=date(2026, 3, 1), taken=5)

        assert found.days == 0
        assert any("不能扣回" in step for step in found.steps)

    @given(FULL, st.dates(date(2008, 1, 1), date(2060, 12, 30)))
    def test_a_day_more_never_gives_less(self, full, left_on):
        today = part_year_leave(full, left_on=left_on).days
        tomorrow = left_on + timedelta(days=1)

        assert 0 <= today <= full
        if tomorrow.year == left_on.year:
            assert today <= part_year_leave(full, left_on=tomorrow).days

    @given(FULL, st.dates(date(2008, 1, 1), date(2060, 12, 30)), st.integers(0, 30))
    def test_is_never_negative(self, full, left_on, taken):
        assert part_year_leave(full, left_on=left_on, taken=taken).days >= 0

    def test_measures_of_september_2008_are_not_cited_before(self):
        found = part_year_leave(10, left_on=date(2008, 6, 30))

        assert all(c.in_force <= date(2008, 6, 30) for c in found.citations)
        assert found.citations

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            ({"full": 5}, "至少说一个"),
            ({"full": -5, "left_on": DAY}, "天数"),
            ({"full": 5, "left_on": DAY, "taken": -1}, "天数"),
            ({"full": 5, "left_on": DAY, "joined_on": date(2026, 8, 1)}, "反了"),
            ({"full": 5, "left_on": date(2007, 12, 31)}, "2008年1月1日"),
            ({"full": 5, "left_on": date(1, 1, 1)}, "日期"),
        ],
    )
    def test_bad_input_is_refused_in_chinese(self, arguments, reason):
        with pytest.raises(InvalidInput, match=reason):
            part_year_leave(**arguments)


class TestUnusedLeavePay:
    def test_is_300_percent_of_which_200_are_still_owed(self):
        found = unused_leave_pay(5, wage=Decimal("4350"), on=DAY)  # 200 a day

        assert found.total == 3000
        assert found.extra == 2000

    def test_who_declined_in_writing_has_the_wage_alone(self):
        found = unused_leave_pay(5, wage=Decimal("4350"), on=DAY, declined=True)

        assert found.total == 1000
        assert found.extra == 0

    @given(st.integers(0, 30), WAGES, WAGES)
    def test_grows_with_days_and_wage(self, days, wage, more):
        low = unused_leave_pay(days, wage=wage, on=DAY)
        high = unused_leave_pay(days + 1, wage=wage + more, on=DAY)

        assert 0 <= low.extra <= low.total <= high.total
        assert low.extra <= high.extra

    @pytest.mark.parametrize(
        ("days", "wage", "on", "reason"),
        [
            (-1, Decimal(5000), DAY, "天数"),
            (367, Decimal(5000), DAY, "366"),
            (5, Decimal(0), DAY, "大于 0"),
            (5, Decimal(5000), date(2008, 1, 2), "2008年1月3日"),
        ],
    )
    def test_bad_input_is_refused_in_chinese(self, days, wage, on, reason):
        with pytest.raises(InvalidInput, match=reason):
            unused_leave_pay(days, wage=wage, on=on)
