from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import Ground, Leaving, severance
from helpdesk.calculators.leaving import Pays
from helpdesk.calculators.rules import rules
from helpdesk.errors import InvalidInput

WAGES = st.decimals("3000", "100000", places=2)
JOINED = st.dates(date(1990, 1, 1), date(2026, 1, 1))
LASTS = st.integers(0, 12000)
GROUNDS = rules("severance").content["grounds"]
NOTHING = [g for g in Ground if GROUNDS[g]["pays"] == Pays.nothing]
PAYING = [g for g in Ground if g not in NOTHING]


def left(ground=Ground.employer_at_fault, **facts):
    given_facts = {
        "joined_on": date(2020, 1, 1),
        "left_on": date(2025, 12, 31),
        "wage": Decimal(6000),
    }
    return Leaving(ground=ground, **(given_facts | facts))


class TestYears:
    @pytest.mark.parametrize(
        ("joined_on", "left_on", "months"),
        [
            (date(2025, 1, 1), date(2025, 12, 31), "1"),  # exactly one year
            (date(2025, 1, 1), date(2026, 1, 1), "1.5"),  # and a day
            (date(2025, 1, 1), date(2025, 12, 30), "1"),  # a day less: six months up
            (date(2025, 1, 1), date(2025, 6, 30), "1"),  # exactly six months
            (date(2025, 1, 1), date(2025, 6, 29), "0.5"),
            (date(2025, 1, 1), date(2025, 1, 1), "0.5"),
            (date(2024, 2, 29), date(2025, 2, 27), "1"),
            (date(2024, 8, 31), date(2025, 2, 27), "1"),  # six months end on the 28th
            (date(2024, 8, 31), date(2025, 2, 26), "0.5"),
            (date(2020, 3, 1), date(2026, 5, 15), "6.5"),
        ],
    )
    def test_count_as_the_law_rounds_them(self, joined_on, left_on, months):
        found = severance(left(joined_on=joined_on, left_on=left_on))

        assert found.months == Decimal(months)
        assert found.amount == Decimal(months) * 6000

    def test_before_the_law_are_told_and_not_counted(self):
        found = severance(left(joined_on=date(2000, 1, 1), left_on=date(2010, 12, 31)))

        assert found.months == 3
        assert any("2000年1月1日" in caution for caution in found.cautions)
        assert "97" in {c.article for c in found.citations}

    def test_before_the_law_count_for_unlawful_dismissal(self):
        found = severance(
            left(
                Ground.unlawful,
                joined_on=date(2000, 1, 1),
                left_on=date(2010, 12, 31),
            )
        )

        assert found.months == 11
        assert found.amount == 11 * 6000 * 2
        assert not any("2000年" in caution for caution in found.cautions)


class TestWage:
    def test_above_three_times_the_average_is_capped_with_twelve_years(self):
        found = severance(
            left(
                joined_on=date(2008, 1, 1),
                left_on=date(2025, 12, 31),
                wage=Decimal(50000),
                local_average=Decimal(12000),
            )
        )

        assert found.base == 36000
        assert found.months == 12
        assert found.amount == 432000

    def test_of_exactly_three_times_the_average_is_not_capped(self):
        found = severance(
            left(
                joined_on=date(2008, 1, 1),
                left_on=date(2025, 12, 31),
                wage=Decimal(36000),
                local_average=Decimal(12000),
            )
        )

        assert found.months == 18
        assert found.amount == 18 * 36000

    def test_unlawful_dismissal_doubles_the_capped_amount(self):
        facts = {
            "joined_on": date(2008, 1, 1),
            "left_on": date(2025, 12, 31),
            "wage": Decimal(50000),
            "local_average": Decimal(12000),
        }

        found = severance(left(Ground.unlawful, **facts))

        assert found.amount == 2 * severance(left(**facts)).amount

    def test_without_the_average_says_that_nothing_was_capped(self):
        found = severance(left(wage=Decimal(90000)))

        assert found.base == 90000
        assert any("三倍" in caution for caution in found.cautions)

    def test_below_the_minimum_is_raised_where_that_is_verified(self):
        found = severance(left(left_on=date(2023, 12, 31), wage=Decimal(2000)))

        assert found.base == 2360
        assert any("2360" in step for step in found.steps)

    def test_below_an_unverified_minimum_is_told(self):
        found = severance(left(left_on=date(2026, 6, 30), wage=Decimal(2000)))

        assert found.base == 2000
        assert any("最低工资未核实" in caution for caution in found.cautions)


class TestNotice:
    def test_missing_gives_the_last_wage_uncapped(self):
        found = severance(
            left(
                Ground.no_fault_dismissal,
                wage=Decimal(50000),
                last_wage=Decimal(45000),
                local_average=Decimal(10000),
            )
        )

        assert found.notice == 45000
        assert found.amount == 6 * 30000 + 45000

    def test_given_gives_n_alone(self):
        found = severance(left(Ground.no_fault_dismissal, gave_notice=True))

        assert found.notice == 0
        assert found.amount == 36000

    def test_without_the_last_wage_is_an_estimate(self):
        found = severance(left(Ground.no_fault_dismissal))

        assert found.amount == 42000
        assert any("估算" in caution for caution in found.cautions)

    @pytest.mark.parametrize(
        "ground", [g for g in PAYING if g is not Ground.no_fault_dismissal]
    )
    def test_belongs_to_no_fault_dismissal_only(self, ground):
        assert severance(left(ground)).notice == 0


class TestGrounds:
    def test_the_file_knows_every_one(self):
        assert set(GROUNDS) == set(Ground)

    @pytest.mark.parametrize("ground", NOTHING)
    def test_without_pay_say_why(self, ground):
        found = severance(left(ground))

        assert not found.due
        assert found.amount == 0
        assert found.steps
        assert found.citations

    @pytest.mark.parametrize("ground", PAYING)
    def test_with_pay_cite_their_article_and_47(self, ground):
        found = severance(left(ground))

        assert found.due
        assert found.amount >= 36000
        assert "47" in {c.article for c in found.citations}
        assert len(found.citations) > 1

    def test_resignation_has_none_and_a_fault_of_the_employer_has(self):
        assert not severance(left(Ground.resignation)).due
        assert severance(left(Ground.employer_at_fault)).amount == 36000


class TestProperties:
    @given(st.sampled_from(PAYING), JOINED, LASTS, WAGES)
    def test_a_longer_service_never_gives_less(self, ground, joined_on, days, wage):
        end = max(joined_on, date(2008, 1, 1)) + timedelta(days=days)
        facts = {"joined_on": joined_on, "wage": wage}

        shorter = severance(left(ground, left_on=end, **facts))
        longer = severance(left(ground, left_on=end + timedelta(days=1), **facts))

        assert 0 < shorter.amount <= longer.amount

    @given(st.sampled_from(PAYING), JOINED, LASTS, WAGES, WAGES)
    def test_a_higher_wage_never_gives_less_uncapped(
        self, ground, joined_on, days, one, other
    ):
        low, high = sorted((one, other))
        end = max(joined_on, date(2008, 1, 1)) + timedelta(days=days)
        facts = {"joined_on": joined_on, "left_on": end}

        assert (
            severance(left(ground, wage=low, **facts)).amount
            <= severance(left(ground, wage=high, **facts)).amount
        )

    @given(JOINED, LASTS, WAGES, WAGES)
    def test_the_cap_never_gives_more(self, joined_on, days, wage, average):
        end = max(joined_on, date(2008, 1, 1)) + timedelta(days=days)
        facts = {"joined_on": joined_on, "left_on": end, "wage": wage}

        capped = severance(left(local_average=average, **facts))

        assert capped.amount <= severance(left(**facts)).amount
        assert capped.base <= max(3 * average, Decimal(2360))

    @given(st.sampled_from(list(Ground)), JOINED, LASTS, WAGES)
    def test_nothing_is_cited_back_in_time(self, ground, joined_on, days, wage):
        end = max(joined_on, date(2008, 1, 1)) + timedelta(days=days)

        found = severance(left(ground, joined_on=joined_on, left_on=end, wage=wage))

        assert found.amount >= 0
        assert found.months % Decimal("0.5") == 0
        assert all(c.in_force <= end for c in found.citations)


class TestBadInput:
    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"left_on": date(2019, 12, 31)}, "反了"),
            (
                {"joined_on": date(2000, 1, 1), "left_on": date(2007, 12, 31)},
                "2008年1月1日",
            ),
            ({"wage": Decimal(0)}, "大于 0"),
            ({"wage": Decimal(-1)}, "大于 0"),
            ({"wage": Decimal("NaN")}, "大于 0"),
            ({"wage": Decimal("Infinity")}, "大于 0"),
            ({"wage": Decimal(10000001)}, "10000000"),
            ({"last_wage": Decimal(0)}, "大于 0"),
            ({"local_average": Decimal(-5)}, "大于 0"),
            ({"joined_on": date(1, 1, 1)}, "日期"),
        ],
    )
    def test_is_refused_in_chinese(self, facts, reason):
        with pytest.raises(InvalidInput, match=reason):
            severance(left(**facts))
