from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.errors import InvalidInput, NotFound
from helpdesk.relief.policy import heat_allowance, heat_due, heat_rules


class TestHeatAllowance:
    @pytest.mark.parametrize(
        ("on", "monthly", "daily"),
        [
            (date(2018, 7, 1), "150", "6.9"),
            (date(2021, 5, 31), "150", "6.9"),
            (date(2021, 6, 1), "300", "13.8"),
            (date(2026, 7, 15), "300", "13.8"),
        ],
    )
    def test_follows_the_period(self, on, monthly, daily):
        allowance = heat_allowance(on)

        assert allowance.monthly == Decimal(monthly)
        assert allowance.daily == Decimal(daily)
        assert allowance.source

    def test_knows_nothing_before_the_first_period(self):
        eve = heat_rules().periods[0].since - timedelta(days=1)

        with pytest.raises(NotFound):
            heat_allowance(eve)


class TestHeatDue:
    def test_a_whole_summer(self):
        assert heat_due(months=5, on=date(2026, 7, 1)) == Decimal(1500)

    @given(st.integers(1, 4), st.dates(date(2012, 1, 1), date(2050, 1, 1)))
    def test_grows_with_every_month(self, months, on):
        assert heat_due(months=months, on=on) < heat_due(months=months + 1, on=on)

    @pytest.mark.parametrize("months", [-1, 0, 6, 12])
    def test_refuses_months_that_no_summer_has(self, months):
        with pytest.raises(InvalidInput):
            heat_due(months=months, on=date(2026, 7, 1))
