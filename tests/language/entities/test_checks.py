import pytest

from language.entities.checks import id_number, is_day, luhn


class TestLuhn:
    def test_holds_for_one_last_digit_alone(self):
        right = [digit for digit in range(10) if luhn(f"26071500042{digit}")]

        assert right == [8]


class TestIdNumber:
    @pytest.mark.parametrize(
        ("number", "valid"),
        [
            ("11010519491231002X", True),
            ("110105194912310021", False),
            ("11010519491331002X", False),
            ("1101051949123100", False),
            ("X1010519491231002X", False),
            ("", False),
        ],
    )
    def test_has_a_birthday_and_a_check_digit(self, number, valid):
        assert id_number(number) is valid


class TestIsDay:
    @pytest.mark.parametrize(
        ("digits", "valid"),
        [
            ("20260715", True),
            ("20240229", True),
            ("20250229", False),
            ("18991231", False),
        ],
    )
    def test_is_on_the_calendar(self, digits, valid):
        assert is_day(digits) is valid
