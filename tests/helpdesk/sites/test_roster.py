from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.models import Duty
from helpdesk.sites.roster import is_current, next_day, turns

MONDAY = date(2026, 7, 13)
WEDNESDAY = 2
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def _duty(weekday=WEDNESDAY, **validity):
    return Duty(weekday=weekday, starts_at=time(9), ends_at=time(12), **validity)


class TestNextDay:
    @pytest.mark.parametrize(
        ("on", "day"),
        [
            (MONDAY, date(2026, 7, 15)),
            (date(2026, 7, 15), date(2026, 7, 15)),  # the day itself counts
            (date(2026, 7, 16), date(2026, 7, 22)),
            (date(2028, 2, 28), date(2028, 3, 1)),  # over 29 February
            (date(2026, 12, 31), date(2027, 1, 6)),
        ],
    )
    def test_is_the_first_such_weekday(self, on, day):
        assert next_day(_duty(), on=on) == day

    @pytest.mark.parametrize(
        ("validity", "day"),
        [
            ({"valid_from": date(2026, 7, 16)}, date(2026, 7, 22)),
            ({"valid_from": date(2026, 7, 15)}, date(2026, 7, 15)),
            ({"valid_to": date(2026, 7, 15)}, date(2026, 7, 15)),
            ({"valid_to": date(2026, 7, 14)}, None),
            ({"valid_from": date(2027, 1, 1), "valid_to": date(2027, 1, 5)}, None),
        ],
    )
    def test_keeps_to_the_roster(self, validity, day):
        assert next_day(_duty(**validity), on=MONDAY) == day

    @given(st.integers(0, 6), DAYS)
    def test_lies_within_a_week_on_the_weekday(self, weekday, on):
        day = next_day(_duty(weekday), on=on)

        assert day is not None
        assert on <= day < on + timedelta(7)
        assert day.weekday() == weekday

    @pytest.mark.parametrize("on", [date.max, date(9999, 12, 26)])
    def test_the_end_of_the_calendar_is_no_accident(self, on):
        for weekday in range(7):
            day = next_day(_duty(weekday), on=on)
            assert day is None or day >= on


class TestTurns:
    def test_leave_out_what_has_ended(self):
        over = _duty(valid_to=date(2026, 7, 1))
        running = _duty()

        assert [turn.duty for turn in turns([over, running], on=MONDAY)] == [running]


class TestIsCurrent:
    @pytest.mark.parametrize(
        ("validity", "current"),
        [
            ({}, True),
            ({"valid_from": MONDAY, "valid_to": MONDAY}, True),
            ({"valid_from": date(2026, 7, 14)}, False),
            ({"valid_to": date(2026, 7, 12)}, False),
        ],
    )
    def test_is_open_where_nothing_is_said(self, validity, current):
        assert is_current(_duty(**validity), on=MONDAY) is current
