import re
from decimal import Decimal

import pytest

from language.numerals import NUMBER, digits, parse, plain


class TestParse:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            *[("5000", 5000), ("12,000", 12000), ("7.4k", 7400), ("1.2w", 12000)],
            *[("一万二", 12000), ("两千八", 2800), ("4万6", 46000), ("三百五", 350)],
            *[("六万四千三", 64300), ("一千零五", 1005), ("一万零五百", 10500)],
            *[("十五", 15), ("二十", 20), ("廿五", 25), ("一百二", 120)],
            *[("三百来", 300), ("八十多", 80), ("十几", 10), ("百几", 100)],
            *[("两三千", 2000), ("十七八", 17), ("七八十", 70), ("三五", 3)],
            *[("二零二五", 2025), ("一点五", "1.5"), ("一点五万", 15000)],
            *[("俩", 2), ("半", None), ("几十", None), ("几", None), ("", None)],
            *[("工资", None), ("点", 0)],
        ],
    )
    def test_reads_numbers_as_people_say_them(self, text, number):
        assert parse(text) == (None if number is None else Decimal(number))

    def test_survives_a_number_of_any_length(self):
        assert parse("9" * 5000) is not None


class TestDigits:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("幺三八零零幺三八零零零", "13800138000"),
            ("零七五五 八三三四 零幺四八", "075583340148"),
            ("4403-0019x", "44030019X"),
            ("洞拐", "07"),
        ],
    )
    def test_writes_down_what_is_read_out(self, text, written):
        assert digits(text) == written


class TestPlain:
    @pytest.mark.parametrize(
        ("number", "written"),
        [("27000.0", "27000"), ("2.50", "2.5"), ("100", "100"), ("1E+4", "10000")],
    )
    def test_has_no_needless_zeros(self, number, written):
        assert plain(Decimal(number)) == written


class TestNumber:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("底薪5000,8月", ["5000", "8"]),
            ("欠12,000元", ["12,000"]),
            ("一共六万四没给", ["一", "六万四"]),
        ],
    )
    def test_ends_where_the_number_ends(self, text, found):
        assert re.findall(NUMBER, text) == found
