import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.numerals import parse
from language.speak.cardinals import cardinal


class TestCardinal:
    @pytest.mark.parametrize(
        ("number", "said"),
        [
            ("0", "零"),
            ("000", "零"),
            ("10", "十"),
            ("11", "十一"),
            ("20", "二十"),
            ("101", "一百零一"),
            ("110", "一百一十"),
            ("200", "两百"),
            ("222", "两百二十二"),
            ("1001", "一千零一"),
            ("1010", "一千零一十"),
            ("2005", "两千零五"),
            ("10001", "一万零一"),
            ("10100", "一万零一百"),
            ("22000", "两万二千"),
            ("120000", "十二万"),
            ("1000000", "一百万"),
            ("100000000", "一亿"),
            ("100000001", "一亿零一"),
            ("0.05", "零点零五"),
            ("1,234.5", "一千二百三十四点五"),
            ("12345678901234567", "一二三四五六七八九零一二三四五六七"),
        ],
    )
    def test_reads_a_quantity(self, number, said):
        assert cardinal(number) == said

    def test_says_two_of_something_differently(self):
        assert cardinal("2", counted=True) == "两"
        assert cardinal("2") == "二"
        assert cardinal("12", counted=True) == "十二"

    @settings(deadline=None)
    @given(st.integers(min_value=1, max_value=99_999_999))
    def test_is_what_our_own_reader_of_numerals_understands(self, number):
        assert parse(cardinal(str(number))) == number
