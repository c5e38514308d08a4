from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import measures

TODAY = date(2026, 7, 15)


class TestLength:
    @pytest.mark.parametrize(
        ("months", "written"),
        [("60", "5年"), ("63", "5年3个月"), ("8.5", "8.5个月"), ("0", "0个月")],
    )
    def test_is_written_as_people_say_it(self, months, written):
        assert measures.length_written(Decimal(months)) == written

    @given(st.decimals(0, 720, places=1))
    def test_is_read_back_as_it_was_written(self, months):
        assert measures.months_in(measures.length_written(months)) == months

    @pytest.mark.parametrize("text", ["没有填", "", "很久"])
    def test_reads_nothing_else(self, text):
        assert measures.months_in(text) is None


class TestDay:
    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_is_read_back_as_it_was_written(self, day):
        assert measures.day_in(measures.day_written(day.isoformat())) == day

    def test_of_a_month_is_its_first(self):
        assert measures.day_in(measures.day_written("2026-03")) == date(2026, 3, 1)
        assert measures.day_in("2026-03") == date(2026, 3, 1)

    @pytest.mark.parametrize("text", ["没有填", "", "2026-13", "2026年2月30日"])
    def test_reads_nothing_else(self, text):
        assert measures.day_in(text) is None


class TestFirstDay:
    @pytest.mark.parametrize(
        ("months", "first"),
        [
            ("12", date(2025, 7, 16)),
            ("0.5", date(2026, 7, 1)),
            ("1", date(2026, 6, 16)),
        ],
    )
    def test_whole_months_end_with_the_last_day(self, months, first):
        assert measures.first_day(Decimal(months), TODAY) == first

    def test_a_day_that_month_has_not_is_its_last(self):
        assert measures.first_day(Decimal(1), date(2026, 3, 29)) == date(2026, 2, 28)
