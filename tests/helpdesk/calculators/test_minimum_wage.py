from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import minimum_wage
from helpdesk.calculators.minimum_wage import latest_minimum_wage
from helpdesk.errors import InvalidInput


class TestMinimumWage:
    @pytest.mark.parametrize(
        ("on", "monthly"),
        [
            (date(2018, 8, 1), 2200),
            (date(2021, 11, 30), 2200),
            (date(2022, 1, 1), 2360),
            (date(2024, 12, 31), 2360),
        ],
    )
    def test_of_verified_periods_has_source_year_and_confidence(self, on, monthly):
        found = minimum_wage(on)

        assert found.monthly == monthly
        assert found.source
        assert found.year
        assert found.confidence in {"B", "C"}

    @pytest.mark.parametrize(
        "on",
        [
            date(2018, 7, 31),
            date(2021, 12, 1),
            date(2021, 12, 31),
            date(2025, 1, 1),
            date(2026, 7, 15),
        ],
    )
    def test_of_any_other_day_is_called_not_verified(self, on):
        found = minimum_wage(on)

        assert found.monthly is None
        assert found.hourly is None
        assert "未核实" in found.cautions[0]
        assert "以当年通知为准" in found.cautions[0]

    def test_sources_that_disagree_are_told(self):
        assert "说法不一" in minimum_wage(date(2021, 12, 15)).cautions[0]

    @given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
    def test_is_either_a_figure_or_a_caution(self, on):
        found = minimum_wage(on)

        assert bool(found.steps) != bool(found.cautions)

    def test_impossible_days_are_refused(self):
        with pytest.raises(InvalidInput, match="日期"):
            minimum_wage(date(1900, 1, 1))


class TestLatestMinimumWage:
    def test_is_the_last_that_was_verified(self):
        found = latest_minimum_wage(date(2026, 11, 22))

        assert (found.monthly, found.year) == (Decimal("2360"), 2021)

    def test_is_nothing_before_the_first(self):
        assert latest_minimum_wage(date(2010, 1, 1)) is None
