from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import supervision_limit
from helpdesk.calculators.dates import after
from helpdesk.errors import InvalidInput

TODAY = date(2026, 7, 15)
PAST = st.dates(date(2004, 12, 1), TODAY)


class TestSupervisionLimit:
    @pytest.mark.parametrize(
        ("happened_on", "deadline", "expired"),
        [
            (date(2024, 7, 15), date(2026, 7, 15), False),
            (date(2024, 7, 14), date(2026, 7, 14), True),
            (date(2024, 2, 29), date(2026, 2, 28), True),
        ],
    )
    def test_is_two_years(self, happened_on, deadline, expired):
        found = supervision_limit(happened_on, today=TODAY)

        assert found.deadline == deadline
        assert found.expired is expired

    def test_runs_from_the_end_of_what_lasted(self):
        found = supervision_limit(
            date(2020, 1, 1), ended_on=date(2025, 3, 31), today=TODAY
        )

        assert found.deadline == date(2027, 3, 31)
        assert "结束" in found.steps[0]

    @pytest.mark.parametrize("began", [date(2020, 1, 1), date(2001, 1, 1)])
    def test_does_not_run_while_it_lasts(self, began):
        found = supervision_limit(began, lasting=True, today=TODAY)

        assert not found.running
        assert found.deadline is None

    @given(PAST, PAST)
    def test_a_later_end_never_ends_sooner(self, one, other):
        first, second = sorted((one, other))

        found = supervision_limit(first, ended_on=second, today=TODAY)

        assert found.deadline == after(second, years=2)
        assert found.deadline >= after(first, years=2)

    @pytest.mark.parametrize(
        ("happened_on", "ended_on", "reason"),
        [
            (date(2026, 7, 16), None, "还没到"),
            (date(2026, 1, 1), date(2025, 1, 1), "反了"),
            (date(2026, 1, 1), date(2027, 1, 1), "还没到"),
            (date(2004, 11, 30), None, "2004年12月1日"),
        ],
    )
    def test_bad_days_are_refused_in_chinese(self, happened_on, ended_on, reason):
        with pytest.raises(InvalidInput, match=reason):
            supervision_limit(happened_on, ended_on=ended_on, today=TODAY)
