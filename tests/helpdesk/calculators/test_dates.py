from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators.dates import (
    Pause,
    Stretch,
    after,
    counting,
    postponed,
    rolled,
    rolling,
    stretch,
    whole_months,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
TODAY = date(2026, 7, 15)


class TestAfter:
    @pytest.mark.parametrize(
        ("day", "years", "months", "expected"),
        [
            (date(2025, 7, 15), 1, 0, date(2026, 7, 15)),
            (date(2024, 2, 29), 1, 0, date(2025, 2, 28)),
            (date(2024, 2, 29), 4, 0, date(2028, 2, 29)),
            (date(2026, 1, 31), 0, 1, date(2026, 2, 28)),
            (date(2024, 1, 31), 0, 1, date(2024, 2, 29)),
            (date(2026, 12, 31), 0, 2, date(2027, 2, 28)),
            (date(2026, 5, 31), 0, 1, date(2026, 6, 30)),
        ],
    )
    def test_is_the_corresponding_day_or_the_end_of_the_month(
        self, day, years, months, expected
    ):
        assert after(day, years=years, months=months) == expected

    @given(DAYS, st.integers(0, 240))
    def test_never_leaves_the_month_that_is_due(self, day, months):
        found = after(day, months=months)

        assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
        assert found.day <= day.day

    @given(DAYS, DAYS, st.integers(0, 240))
    def test_keeps_the_order_of_days(self, one, other, months):
        first, second = sorted((one, other))

        assert after(first, months=months) <= after(second, months=months)


class TestStretch:
    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            (date(2026, 1, 1), date(2026, 1, 31), Stretch(1, 0, 28)),
            (date(2026, 1, 1), date(2026, 12, 31), Stretch(12, 0, 31)),
            (date(2026, 1, 1), date(2026, 12, 30), Stretch(11, 30, 31)),
            (date(2024, 2, 29), date(2025, 2, 27), Stretch(12, 0, 28)),
            (date(2026, 3, 5), date(2026, 3, 5), Stretch(0, 1, 31)),
        ],
    )
    def test_counts_the_first_and_the_last_day(self, first, last, expected):
        found = stretch(first, last)

        assert (found.months, found.days) == (expected.months, expected.days)

    def test_is_empty_when_reversed(self):
        assert stretch(date(2026, 2, 1), date(2026, 1, 1)).empty

    @given(DAYS, st.integers(0, 20000))
    def test_the_rest_is_less_than_a_month(self, first, length):
        found = stretch(first, first + timedelta(days=length))

        assert 0 <= found.days < found.of <= 31
        assert not found.empty

    @given(DAYS, st.integers(0, 20000))
    def test_one_more_day_never_makes_fewer_months(self, first, length):
        last = first + timedelta(days=length)

        assert whole_months(first, last) <= whole_months(first, last + timedelta(1))


class TestRolled:
    @pytest.mark.parametrize(
        ("deadline", "expected"),
        [
            (date(2026, 7, 15), date(2026, 7, 15)),
            (date(2026, 7, 18), date(2026, 7, 20)),  # a Saturday
            (date(2020, 10, 1), date(2020, 10, 9)),  # 国庆 with its exchanged days
            (date(2026, 2, 14), date(2026, 2, 14)),  # a Saturday that is worked
            (date(2026, 2, 15), date(2026, 2, 24)),  # 春节
        ],
    )
    def test_a_day_of_rest_moves_to_the_next_working_day(self, deadline, expected):
        assert rolled(deadline) == expected

    @given(DAYS)
    def test_moves_forward_by_less_than_a_fortnight_and_only_once(self, deadline):
        found = rolled(deadline)

        assert timedelta(0) <= found - deadline < timedelta(days=14)
        assert rolled(found) == found


class TestPostponed:
    def test_adds_the_days_of_a_pause(self):
        pauses = [Pause(date(2026, 3, 1), date(2026, 3, 11))]

        found = postponed(date(2026, 1, 1), date(2027, 1, 1), pauses, TODAY)

        assert found == date(2027, 1, 11)

    def test_counts_a_day_of_two_pauses_once(self):
        pauses = [
            Pause(date(2026, 3, 1), date(2026, 3, 11)),
            Pause(date(2026, 3, 6), date(2026, 3, 16)),
        ]

        found = postponed(date(2026, 1, 1), date(2027, 1, 1), pauses, TODAY)

        assert found == date(2027, 1, 16)

    @pytest.mark.parametrize(
        "pause",
        [
            Pause(date(2025, 1, 1), date(2025, 6, 1)),
            Pause(date(2027, 1, 2), date(2027, 6, 1)),
        ],
    )
    def test_pauses_outside_the_time_change_nothing(self, pause):
        deadline = date(2027, 1, 1)

        assert postponed(date(2026, 1, 1), deadline, [pause], TODAY) == deadline

    def test_a_pause_from_the_last_day_counts(self):
        pauses = [Pause(date(2026, 6, 1), date(2026, 6, 11))]

        found = postponed(date(2025, 6, 1), date(2026, 6, 1), pauses, TODAY)

        assert found == date(2026, 6, 11)

    def test_a_pause_that_lasts_counts_until_today(self):
        pauses = [Pause(date(2026, 7, 5))]

        found = postponed(date(2026, 1, 1), date(2027, 1, 1), pauses, TODAY)

        assert found == date(2027, 1, 11)

    @given(DAYS, st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=4))
    def test_never_brings_the_deadline_forward(self, begin, spans):
        pauses = [Pause(day, day + timedelta(days=length)) for day, length in spans]
        deadline = after(begin, years=1)

        assert postponed(begin, deadline, pauses, TODAY) >= deadline


class TestCounting:
    @pytest.mark.parametrize(
        ("day", "statute"),
        [
            (date(2017, 9, 30), "民法通则"),
            (date(2017, 10, 1), "民法总则"),
            (date(2020, 12, 31), "民法总则"),
            (date(2021, 1, 1), "民法典"),
        ],
    )
    def test_cites_the_statute_of_the_time(self, day, statute):
        assert {citation.statute for citation in counting(day)} == {statute}
        assert all(citation.statute == statute for citation in rolling(day))
