from datetime import date
from decimal import Decimal

import pytest

from helpdesk.calculators import checks
from helpdesk.errors import HelpdeskError, InvalidInput


class TestChecks:
    @pytest.mark.parametrize("day", [date(1950, 1, 1), date(2099, 12, 31), None])
    def test_days_of_a_lifetime_are_known(self, day):
        checks.known_day(day)

    @pytest.mark.parametrize(
        "day", [date(1949, 12, 31), date(2100, 1, 1), date.min, date.max]
    )
    def test_other_days_are_refused_with_the_limits(self, day):
        with pytest.raises(InvalidInput, match="1950年1月1日 到 2099年12月31日"):
            checks.known_day(day)

    @pytest.mark.parametrize("amount", ["0.01", "10000000", None])
    def test_wages_of_all_sizes_pass(self, amount):
        checks.wage(Decimal(amount) if amount else None)

    @pytest.mark.parametrize("degrees", ["-20.1", "60.5", "NaN", "Infinity"])
    def test_impossible_temperatures_are_refused(self, degrees):
        with pytest.raises(InvalidInput, match="-20℃ 到 60℃"):
            checks.temperature(Decimal(degrees))

    def test_refusals_hang_in_the_tree_of_errors(self):
        with pytest.raises(HelpdeskError):
            checks.count(-1, most=5, what="hours")
