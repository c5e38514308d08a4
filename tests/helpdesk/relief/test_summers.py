import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.relief.summers import SummerMonth, summer_months

SUMMER = (6, 7, 8, 9, 10)
DAYS = st.dates(date(2012, 6, 1), date(2030, 12, 31))


class TestSummerMonths:
    def test_of_a_year_are_five(self):
        found = summer_months(date(2026, 1, 1), date(2026, 12, 31), SUMMER)

        assert [month.first.month for month in found] == [6, 7, 8, 9, 10]
        assert all(month.whole for month in found)

    @pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 10, 31)])
    def test_the_first_and_the_last_day_belong_to_it(self, day):
        assert summer_months(day, day, SUMMER) == (SummerMonth(day, day),)

    def test_of_a_winter_are_none(self):
        assert summer_months(date(2026, 11, 1), date(2027, 5, 31), SUMMER) == ()

    @given(DAYS, st.integers(0, 900))
    def test_lie_within_the_time_and_do_not_overlap(self, first, length):
        last = first + timedelta(days=length)

        found = summer_months(first, last, SUMMER)

        assert all(first <= m.first <= m.last <= last for m in found)
        assert all(m.first.month in SUMMER for m in found)
        assert all(one.last < other.first for one, other in itertools.pairwise(found))


class TestWhole:
    @pytest.mark.parametrize(
        ("first", "last", "whole"),
        [
            (date(2026, 7, 1), date(2026, 7, 31), True),
            (date(2026, 7, 2), date(2026, 7, 31), False),
            (date(2026, 7, 1), date(2026, 7, 30), False),
        ],
    )
    def test_is_from_the_first_to_the_last_day(self, first, last, whole):
        assert SummerMonth(first, last).whole is whole


class TestDays:
    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [
            (date(2026, 7, 1), date(2026, 7, 31), 23),
            (date(2026, 7, 4), date(2026, 7, 5), 0),  # a weekend
            (date(2026, 10, 1), date(2026, 10, 7), 5),  # holidays are paid days
        ],
    )
    def test_are_mondays_to_fridays(self, first, last, days):
        assert SummerMonth(first, last).days == days
