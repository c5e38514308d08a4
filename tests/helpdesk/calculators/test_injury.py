from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import Pause, injury_limits
from helpdesk.calculators.dates import after
from helpdesk.errors import InvalidInput

TODAY = date(2026, 7, 15)
PAST = st.dates(date(2004, 1, 1), TODAY)


class TestInjuryLimits:
    def test_thirty_days_for_the_employer_and_a_year_for_the_worker(self):
        found = injury_limits(date(2026, 6, 1), today=TODAY)

        assert found.employer_deadline == date(2026, 7, 1)
        assert found.employer_late
        assert found.deadline == date(2027, 6, 1)
        assert not found.expired

    @pytest.mark.parametrize(("day", "late"), [(15, False), (14, True)])
    def test_the_employer_is_late_from_the_thirty_first_day(self, day, late):
        found = injury_limits(date(2026, 6, day), today=TODAY)

        assert found.employer_late is late
        assert any("工会可以直接申请" in step for step in found.steps) is late

    @pytest.mark.parametrize(
        ("injured_on", "expired"),
        [(date(2025, 7, 15), False), (date(2025, 7, 14), True)],
    )
    def test_exactly_one_year_is_in_time(self, injured_on, expired):
        assert injury_limits(injured_on, today=TODAY).expired is expired

    def test_29_february_ends_on_the_28th(self):
        found = injury_limits(date(2024, 2, 29), today=TODAY)

        assert found.deadline == date(2025, 2, 28)

    def test_rolling_is_not_promised(self):
        found = injury_limits(date(2025, 7, 18), today=TODAY)

        assert found.deadline == date(2026, 7, 18)  # a Saturday
        assert any("未核实" in caution for caution in found.cautions)

    def test_a_suit_over_the_employment_does_not_count(self):
        suit = Pause(date(2025, 9, 1), date(2025, 12, 10))

        found = injury_limits(date(2025, 6, 1), today=TODAY, pauses=(suit,))

        assert found.deadline == date(2026, 9, 9)
        assert any("意见（二）" in c.statute for c in found.citations)

    def test_a_suit_that_lasts_says_so(self):
        suit = Pause(date(2025, 9, 1))

        found = injury_limits(date(2025, 6, 1), today=TODAY, pauses=(suit,))

        assert not found.expired
        assert any("还没有消除" in caution for caution in found.cautions)

    @given(PAST)
    def test_the_employer_is_due_first(self, injured_on):
        found = injury_limits(injured_on, today=TODAY)

        assert found.employer_deadline - injured_on == timedelta(days=30)
        assert found.employer_deadline < found.deadline
        assert found.deadline == after(injured_on, years=1)

    @given(PAST, PAST, st.integers(0, 500))
    def test_a_pause_never_shortens(self, injured_on, first, length):
        until = min(first + timedelta(days=length), TODAY)

        found = injury_limits(injured_on, today=TODAY, pauses=(Pause(first, until),))

        assert found.deadline >= after(injured_on, years=1)

    @pytest.mark.parametrize(
        ("injured_on", "pauses", "reason"),
        [
            (date(2026, 7, 16), (), "还没到"),
            (date(2003, 12, 31), (), "2004年1月1日"),
            (date(2200, 1, 1), (), "日期"),
            (date(2026, 1, 1), (Pause(date(2026, 3, 1), date(2026, 2, 1)),), "反了"),
            (date(2026, 1, 1), (Pause(date(2026, 8, 1)),), "还没到"),
        ],
    )
    def test_bad_days_are_refused_in_chinese(self, injured_on, pauses, reason):
        with pytest.raises(InvalidInput, match=reason):
            injury_limits(injured_on, today=TODAY, pauses=pauses)
