from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators.arbitration import Claim, Subject, arbitration_limit
from helpdesk.legal_aid.policy import limitation

TODAY = date(2026, 7, 15)


class TestLimitation:
    @pytest.mark.parametrize("left_on", [None, date(2026, 7, 16)])
    def test_does_not_run_while_employed(self, left_on):
        found = limitation(left_on=left_on, today=TODAY)

        assert not found.running
        assert found.deadline is None
        assert not found.expired
        assert "第27条第4款" in found.sources[0]

    @pytest.mark.parametrize(
        ("left_on", "deadline", "expired"),
        [
            (date(2026, 7, 15), date(2027, 7, 15), False),
            (date(2025, 7, 15), date(2026, 7, 15), False),
            (date(2025, 7, 14), date(2026, 7, 14), True),
            (date(2024, 2, 29), date(2025, 2, 28), True),
        ],
    )
    def test_ends_one_year_after_leaving(self, left_on, deadline, expired):
        found = limitation(left_on=left_on, today=TODAY)

        assert found.running
        assert found.deadline == deadline
        assert found.expired is expired

    @pytest.mark.parametrize(
        ("today", "deadline", "expired"),
        [
            (date(2026, 7, 10), date(2026, 7, 11), False),  # a Saturday, told as it is
            (date(2026, 7, 12), date(2026, 7, 13), False),  # Sunday: Monday is left
            (date(2026, 7, 13), date(2026, 7, 13), False),
            (date(2026, 7, 14), date(2026, 7, 11), True),
        ],
    )
    def test_a_last_day_of_rest_is_put_off(self, today, deadline, expired):
        found = limitation(left_on=date(2025, 7, 11), today=today)

        assert (found.deadline, found.expired) == (deadline, expired)

    @given(st.dates(date(2009, 1, 1), TODAY))
    def test_agrees_with_the_calculator(self, left_on):
        claim = Claim(subject=Subject.wages, left_on=left_on)

        found = limitation(left_on=left_on, today=TODAY)

        reckoned = arbitration_limit(claim, today=TODAY)
        assert found.expired is reckoned.expired
        assert found.deadline in (reckoned.unrolled, reckoned.deadline)

    @given(st.dates(date(2000, 1, 1), TODAY))
    def test_a_year_is_365_or_366_days(self, left_on):
        found = limitation(left_on=left_on, today=TODAY)

        assert found.deadline is not None
        assert 365 <= (found.deadline - left_on).days <= 366
