from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import Contract, Term, probation
from helpdesk.calculators.dates import after
from helpdesk.errors import InvalidInput

TODAY = date(2026, 7, 15)
STARTS = st.dates(date(2008, 1, 1), date(2026, 1, 1))


def contract(term=Term.fixed, **facts):
    given_facts = {
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31) if term is Term.fixed else None,
        "wage": Decimal(6000),
    }
    return Contract(term=term, **(given_facts | facts))


class TestLongest:
    @pytest.mark.parametrize(
        ("ends_on", "months"),
        [
            (date(2026, 3, 30), 0),
            (date(2026, 3, 31), 1),  # exactly three months
            (date(2026, 12, 30), 1),
            (date(2026, 12, 31), 2),  # exactly one year
            (date(2028, 12, 30), 2),
            (date(2028, 12, 31), 6),  # exactly three years
            (date(2035, 12, 31), 6),
        ],
    )
    def test_follows_the_term(self, ends_on, months):
        assert probation(contract(ends_on=ends_on), today=TODAY).most_months == months

    def test_of_an_open_ended_contract_is_six_months(self):
        found = probation(contract(Term.open_ended), today=TODAY)

        assert found.most_months == 6
        assert found.until == date(2026, 6, 30)

    @pytest.mark.parametrize("term", [Term.task, Term.part_time])
    def test_is_none_for_tasks_and_part_time(self, term):
        found = probation(
            contract(term, probation_until=date(2026, 1, 31)), today=TODAY
        )

        assert found.most_months == 0
        assert not found.lawful

    def test_is_none_the_second_time(self):
        found = probation(
            contract(repeated=True, probation_until=date(2026, 1, 31)), today=TODAY
        )

        assert not found.lawful
        assert any("一次" in step for step in found.steps)

    def test_a_contract_of_probation_alone_has_none(self):
        found = probation(
            contract(ends_on=date(2026, 6, 30), probation_until=date(2026, 6, 30)),
            today=TODAY,
        )

        assert found.most_months == 0
        assert any("不成立" in step for step in found.steps)

    @given(STARTS, st.integers(1, 4000))
    def test_a_longer_term_never_allows_less_nor_outlasts_it(self, starts_on, days):
        ends_on = starts_on + timedelta(days=days)
        facts = {"starts_on": starts_on}

        shorter = probation(contract(ends_on=ends_on, **facts), today=TODAY)
        longer = probation(
            contract(ends_on=ends_on + timedelta(days=1), **facts), today=TODAY
        )

        assert shorter.most_months <= longer.most_months <= 6
        assert shorter.until is None or shorter.until < ends_on


class TestExcess:
    def test_served_beyond_the_law_is_paid_at_the_full_wage(self):
        found = probation(
            contract(ends_on=date(2026, 12, 31), probation_until=date(2026, 6, 30)),
            today=TODAY,
        )

        assert found.until == date(2026, 2, 28)
        assert not found.lawful
        assert found.compensation == 4 * 6000
        assert "83" in {c.article for c in found.citations}

    def test_agreed_but_not_served_costs_nothing_yet(self):
        found = probation(
            contract(ends_on=date(2026, 12, 31), probation_until=date(2026, 6, 30)),
            today=date(2026, 2, 28),
        )

        assert not found.lawful
        assert found.compensation == 0
        assert any("还没有做到" in step for step in found.steps)

    @pytest.mark.parametrize(("day", "lawful"), [(30, True), (29, True)])
    def test_up_to_the_limit_is_lawful(self, day, lawful):
        found = probation(contract(probation_until=date(2026, 6, day)), today=TODAY)

        assert found.lawful is lawful

    def test_one_day_too_long_is_not(self):
        found = probation(contract(probation_until=date(2026, 7, 1)), today=TODAY)

        assert not found.lawful
        assert found.compensation == Decimal("193.55")  # 6000 ÷ 31

    def test_without_any_right_counts_from_the_first_day(self):
        found = probation(
            contract(Term.task, probation_until=date(2026, 2, 28)), today=TODAY
        )

        assert found.compensation == 12000

    @given(STARTS, st.integers(0, 900), st.integers(0, 900))
    def test_a_longer_one_never_costs_less(self, starts_on, days, more):
        facts = {"starts_on": starts_on, "ends_on": after(starts_on, years=5)}
        until = starts_on + timedelta(days=days)

        short = probation(contract(probation_until=until, **facts), today=TODAY)
        long = probation(
            contract(probation_until=until + timedelta(days=more), **facts), today=TODAY
        )

        assert 0 <= short.compensation <= long.compensation


class TestWage:
    @pytest.mark.parametrize(
        ("paid", "gap"), [("4800", "0"), ("4799.99", "0.01"), ("6000", "0")]
    )
    def test_is_at_least_80_percent(self, paid, gap):
        found = probation(contract(probation_wage=Decimal(paid)), today=TODAY)

        assert found.floor == 4800
        assert found.wage_gap == Decimal(gap)
        assert found.lawful is (found.wage_gap == 0)

    def test_is_at_least_the_minimum_where_that_is_verified(self):
        found = probation(
            contract(
                starts_on=date(2023, 1, 1),
                ends_on=date(2025, 12, 31),
                wage=Decimal(2500),
                probation_wage=Decimal(2000),
            ),
            today=TODAY,
        )

        assert found.floor == 2360
        assert found.wage_gap == 360

    def test_an_unverified_minimum_is_told(self):
        found = probation(contract(), today=TODAY)

        assert any("最低工资未核实" in caution for caution in found.cautions)


class TestBadInput:
    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"ends_on": None}, "到哪天为止"),
            ({"ends_on": date(2025, 1, 1)}, "反了"),
            ({"probation_until": date(2025, 1, 1)}, "反了"),
            ({"starts_on": date(2007, 12, 31)}, "2008年1月1日"),
            ({"wage": Decimal(0)}, "大于 0"),
            ({"probation_wage": Decimal(-1)}, "大于 0"),
            ({"starts_on": date(1, 1, 1)}, "日期"),
        ],
    )
    def test_is_refused_in_chinese(self, facts, reason):
        with pytest.raises(InvalidInput, match=reason):
            probation(contract(**facts), today=TODAY)
