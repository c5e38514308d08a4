from datetime import date

import pytest

from helpdesk import workdays


class TestIsWorkday:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2026, 7, 15), True),  # Wednesday
            (date(2026, 7, 18), False),  # Saturday
            (date(2026, 10, 1), False),  # 国庆节
            (date(2026, 10, 7), False),  # a Wednesday, exchanged for the 10th
            (date(2026, 10, 10), True),  # the Saturday it was exchanged for
            (date(2026, 2, 28), True),  # the Saturday after 春节
        ],
    )
    def test_knows_the_exchanges_of_the_year(self, day, works):
        assert workdays.is_workday(day) is works


class TestOnOrAfter:
    def test_leaves_a_working_day_alone(self):
        assert workdays.on_or_after(date(2026, 7, 15)) == date(2026, 7, 15)

    def test_goes_past_the_golden_week(self):
        assert workdays.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)


class TestAfter:
    @pytest.mark.parametrize(
        ("day", "n", "due"),
        [
            (date(2026, 7, 15), 0, date(2026, 7, 15)),
            (date(2026, 7, 15), 5, date(2026, 7, 22)),
            (date(2026, 7, 18), 1, date(2026, 7, 20)),  # told on a Saturday
            (date(2026, 9, 30), 3, date(2026, 10, 10)),
            (date(2026, 2, 13), 2, date(2026, 2, 24)),  # 14 Feb works, 15–23 do not
        ],
    )
    def test_counts_working_days_only(self, day, n, due):
        assert workdays.after(day, n) == due

    def test_guesses_beyond_what_is_announced(self):
        assert workdays.after(date(2027, 12, 31), 1) > date(2027, 12, 31)
