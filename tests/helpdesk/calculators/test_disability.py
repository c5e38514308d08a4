from decimal import Decimal

import pytest

from helpdesk.calculators import disability_pay
from helpdesk.errors import InvalidInput

MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}


class TestDisabilityPay:
    @pytest.mark.parametrize(("grade", "months"), MONTHS.items())
    def test_pays_the_months_of_the_grade(self, grade, months):
        found = disability_pay(grade, wage=Decimal(6000))

        assert found.months == months
        assert found.amount == 6000 * months

    @pytest.mark.parametrize(
        ("grade", "article"),
        [(1, "35"), (4, "35"), (5, "36"), (6, "36"), (7, "37"), (10, "37")],
    )
    def test_cites_the_article_of_the_grade(self, grade, article):
        found = disability_pay(grade, wage=Decimal(6000))

        assert found.citations[0].article == article

    def test_says_what_is_not_reckoned_for_who_may_leave(self):
        light, grave = (disability_pay(g, wage=Decimal(6000)) for g in (10, 4))

        assert any("广东省" in caution for caution in light.cautions)
        assert not any("广东省" in caution for caution in grave.cautions)
        assert "按月领伤残津贴" in grave.steps[1]

    def test_rounds_to_the_cent(self):
        assert disability_pay(10, wage=Decimal("5432.105")).amount == Decimal(
            "38024.74"
        )

    @pytest.mark.parametrize("grade", [0, 11, -1])
    def test_refuses_a_grade_that_is_none(self, grade):
        with pytest.raises(InvalidInput, match="一级到 10 级"):
            disability_pay(grade, wage=Decimal(6000))

    def test_refuses_an_impossible_wage(self):
        with pytest.raises(InvalidInput):
            disability_pay(10, wage=Decimal(0))
