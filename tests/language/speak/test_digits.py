import pytest

from language.speak import by_digit, grouped
from language.speak.digits import as_year, divided


class TestByDigit:
    @pytest.mark.parametrize(
        ("number", "said"),
        [
            ("12351", "幺二三五幺"),
            ("0755-12351", "零七五五幺二三五幺"),
            ("001X", "零零幺叉"),
            ("001x", "零零幺叉"),
            ("", ""),
            ("电话", ""),
        ],
    )
    def test_reads_each_digit(self, number, said):
        assert by_digit(number) == said


class TestGrouped:
    @pytest.mark.parametrize(
        ("number", "said"),
        [
            ("12351", "幺二三五幺"),
            ("123456", "幺二三 四五六"),
            ("13800131234", "幺三八 零零幺三 幺二三四"),
            ("260715000428", "二六零七幺五 零零零 四二八"),
            ("44030019900307001X", "四四零三零零 幺九九零零三零七 零零幺叉"),
            ("123456789", "幺二三四 五六七八 九"),
        ],
    )
    def test_reads_as_many_as_an_ear_can_hold(self, number, said):
        assert grouped(number) == said

    def test_takes_sizes_that_somebody_knows_better(self):
        assert grouped("075583340148", (4, 4, 4)) == "零七五五 八三三四 零幺四八"


class TestDivided:
    def test_loses_no_digit(self):
        for length in range(1, 30):
            number = ("1234567890" * 3)[:length]

            assert "".join(divided(number)) == number


class TestAsYear:
    def test_says_one_and_no_short_one(self):
        assert as_year("2018") == "二零一八"
