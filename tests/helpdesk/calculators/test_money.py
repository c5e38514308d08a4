from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators.dates import Stretch
from helpdesk.calculators.money import for_stretch
from helpdesk.money import plain, rounded

WAGES = st.decimals("0.01", "10000000", places=2)


class TestCents:
    @pytest.mark.parametrize(
        ("amount", "expected"),
        [("0.005", "0.01"), ("0.0049", "0"), ("28.735", "28.74"), ("1.2", "1.2")],
    )
    def test_halves_go_up(self, amount, expected):
        assert rounded(Decimal(amount)) == Decimal(expected)


class TestForStretch:
    def test_whole_months_and_a_part(self):
        assert for_stretch(Decimal(3100), Stretch(2, 10, 31)) == Decimal(7200)

    @given(WAGES, st.integers(0, 400), st.integers(28, 31), st.data())
    def test_a_part_pays_less_than_the_month(self, wage, months, of, data):
        days = data.draw(st.integers(0, of - 1))

        part = for_stretch(wage, Stretch(months, days, of))

        assert 0 <= part <= for_stretch(wage, Stretch(months + 1, 0, of))


class TestPlain:
    @pytest.mark.parametrize(
        ("number", "text"),
        [("0", "0"), ("100", "100"), ("0.10", "0.1"), ("1E+3", "1000"), ("6.9", "6.9")],
    )
    def test_has_no_idle_zeros(self, number, text):
        assert plain(Decimal(number)) == text
