from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.errors import InvalidInput, NotFound
from helpdesk.relief.policy import (
    heat_allowance,
    heat_due,
    heat_entitlement,
    heat_owed,
    heat_rules,
)

DAYS = st.dates(date(2012, 6, 1), date(2040, 1, 1))


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

        with pytest.raises(NotFound, match="当年通知"):
            heat_allowance(eve)


class TestHeatDue:
    def test_a_whole_summer(self):
        assert heat_due(months=5, on=date(2026, 7, 1)) == Decimal(1500)

    @given(st.integers(1, 4), st.dates(date(2012, 6, 1), date(2050, 1, 1)))
    def test_grows_with_every_month(self, months, on):
        assert heat_due(months=months, on=on) < heat_due(months=months + 1, on=on)

    @pytest.mark.parametrize("months", [-1, 0, 6, 12])
    def test_refuses_months_that_no_summer_has(self, months):
        with pytest.raises(InvalidInput, match="最多 5 个月"):
            heat_due(months=months, on=date(2026, 7, 1))


class TestHeatOwed:
    @pytest.mark.parametrize(
        ("first", "last", "amount"),
        [
            (date(2020, 6, 1), date(2020, 10, 31), "750"),
            (date(2021, 6, 1), date(2021, 10, 31), "1500"),
            (date(2020, 6, 1), date(2021, 10, 31), "2250"),  # either rate
            (date(2021, 5, 1), date(2021, 5, 31), "0"),
            (date(2026, 6, 1), date(2026, 6, 30), "300"),
            (date(2026, 11, 1), date(2027, 5, 31), "0"),
        ],
    )
    def test_whole_months_pay_the_rate_of_their_period(self, first, last, amount):
        assert heat_owed(first, last).amount == Decimal(amount)

    @pytest.mark.parametrize(
        ("first", "last", "amount"),
        [
            (date(2026, 7, 1), date(2026, 7, 3), "41.4"),  # three days
            (date(2026, 7, 4), date(2026, 7, 5), "0"),  # a weekend
            (date(2020, 7, 1), date(2020, 7, 3), "20.7"),
            (date(2026, 7, 1), date(2026, 7, 30), "300"),  # 22 days: never over a month
            (date(2026, 5, 20), date(2026, 7, 3), "341.4"),
        ],
    )
    def test_parts_pay_by_the_day(self, first, last, amount):
        found = heat_owed(first, last)

        assert found.amount == Decimal(amount)
        assert any("估算" in caution for caution in found.cautions)

    def test_every_month_has_its_line_and_every_rate_its_notice(self):
        found = heat_owed(date(2020, 10, 1), date(2021, 7, 31))

        assert len(found.steps) == 4
        assert len(found.citations) == 2

    def test_a_winter_says_why_there_is_nothing(self):
        found = heat_owed(date(2025, 11, 1), date(2026, 5, 31))

        assert "6–10 月" in found.steps[0]

    @given(DAYS, st.integers(0, 1500))
    def test_a_day_more_never_owes_less(self, first, length):
        last = first + timedelta(days=length)

        shorter = heat_owed(first, last).amount
        longer = heat_owed(first, last + timedelta(days=1)).amount

        assert 0 <= shorter <= longer

    @pytest.mark.parametrize(
        ("first", "last", "reason"),
        [
            (date(2026, 7, 2), date(2026, 7, 1), "反了"),
            (date(2012, 5, 31), date(2012, 7, 1), "2012年6月1日"),
            (date(2013, 1, 1), date(2024, 1, 1), "10 年"),
            (date(1, 1, 1), date(2024, 1, 1), "日期"),
        ],
    )
    def test_bad_days_are_refused_in_chinese(self, first, last, reason):
        with pytest.raises(InvalidInput, match=reason):
            heat_owed(first, last)


class TestHeatEntitlement:
    def test_outdoors_has_it_at_any_temperature(self):
        found = heat_entitlement(on=date(2026, 7, 1), outdoors=True)

        assert found.entitled is True
        assert found.citations

    @pytest.mark.parametrize(
        ("temperature", "entitled"), [("32.9", False), ("33", True), ("38", True)]
    )
    def test_indoors_has_it_from_33_degrees(self, temperature, entitled):
        found = heat_entitlement(
            on=date(2026, 7, 1), outdoors=False, temperature=Decimal(temperature)
        )

        assert found.entitled is entitled

    def test_indoors_unmeasured_is_not_known(self):
        found = heat_entitlement(on=date(2026, 7, 1), outdoors=False)

        assert found.entitled is None
        assert "量一下" in found.steps[0]

    @pytest.mark.parametrize(
        ("on", "entitled"),
        [
            (date(2026, 5, 31), False),
            (date(2026, 6, 1), True),
            (date(2026, 10, 31), True),
            (date(2026, 11, 1), False),
        ],
    )
    def test_only_from_june_to_october(self, on, entitled):
        assert heat_entitlement(on=on, outdoors=True).entitled is entitled

    def test_days_before_the_oldest_period_are_refused(self):
        with pytest.raises(InvalidInput, match="2012年6月1日"):
            heat_entitlement(on=date(2011, 7, 1), outdoors=True)

    def test_impossible_temperatures_are_refused(self):
        with pytest.raises(InvalidInput, match="温度"):
            heat_entitlement(
                on=date(2026, 7, 1), outdoors=False, temperature=Decimal(100)
            )


class TestHeatRules:
    def test_every_period_names_source_year_and_confidence(self):
        for period in heat_rules().periods:
            assert period.source
            assert period.since.year == period.year
            assert period.confidence in {"A", "B"}
