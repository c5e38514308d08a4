from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk import worktime
from helpdesk.clock import SHENZHEN

NEW_YEAR = datetime(2026, 1, 1, tzinfo=SHENZHEN)
moments = st.integers(0, 330 * 24 * 60).map(
    lambda minutes: NEW_YEAR + timedelta(minutes=minutes)
)
spans = st.timedeltas(timedelta(), timedelta(days=4))


def at(month, day, hour=0, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=SHENZHEN)


class TestBetween:
    @pytest.mark.parametrize(
        ("begin", "end", "hours"),
        [
            (at(7, 15, 9), at(7, 15, 18), 7),  # Wednesday; noon is rest
            (at(7, 15, 12), at(7, 15, 14), 0),
            (at(7, 17, 17), at(7, 20, 10), 2),  # over a weekend
            (at(9, 30, 17), at(10, 8, 10), 2),  # over the National Day week
            (at(10, 10, 9), at(10, 10, 12), 3),  # a Saturday that is worked
            (at(7, 15, 10), at(7, 15, 9), 0),
        ],
    )
    def test_counts_the_hours_of_the_desks(self, begin, end, hours):
        assert worktime.between(begin, end) == timedelta(hours=hours)

    @settings(deadline=None)
    @given(st.lists(moments, min_size=3, max_size=3).map(sorted))
    def test_parts_add_up(self, three):
        begin, middle, end = three

        whole = worktime.between(begin, end)

        assert worktime.between(begin, middle) + worktime.between(middle, end) == whole


class TestAfter:
    @settings(deadline=None)
    @given(moments, spans)
    def test_is_the_other_way_round(self, begin, span):
        end = worktime.after(begin, span)

        assert worktime.between(begin, end) == span
        assert end >= begin

    @settings(deadline=None)
    @given(moments, spans, spans)
    def test_more_time_never_ends_sooner(self, begin, one, other):
        sooner = worktime.after(begin, min(one, other))

        assert sooner <= worktime.after(begin, max(one, other))


class TestClosing:
    def test_of_a_day_of_rest_is_its_midnight(self):
        assert worktime.closing(date(2026, 10, 1)) == at(10, 1)
        assert worktime.closing(date(2026, 10, 10)) == at(10, 10, 18)
