import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk import numbers, texts
from helpdesk.errors import InvalidInput
from helpdesk.numbers import (
    id_check_digit,
    in_groups,
    luhn_digit,
    luhn_valid,
    read_contact_phone,
    read_id_tail,
    read_phone,
    read_ticket_number,
)

DIGITS = st.text("0123456789", min_size=1, max_size=30)


class TestLuhn:
    def test_known_number(self):
        assert luhn_digit("7992739871") == "3"

    @given(DIGITS)
    def test_finds_each_single_wrong_digit(self, digits):
        number = digits + luhn_digit(digits)

        for place, digit in enumerate(number):
            wrong = str((int(digit) + 1) % 10)
            assert not luhn_valid(number[:place] + wrong + number[place + 1 :])

    def test_nothing_is_not_valid(self):
        assert not luhn_valid("")


class TestIdCheckDigit:
    @pytest.mark.parametrize(
        ("body", "check"),
        [("11010519491231002", "X"), ("44052418800101001", "4")],  # from GB 11643
    )
    def test_examples_of_the_standard(self, body, check):
        assert id_check_digit(body) == check

    @given(st.text("0123456789", min_size=17, max_size=17))
    def test_the_weighted_sum_leaves_one(self, body):
        """ISO 7064: weights are powers of two modulo eleven, X counts ten."""
        whole = body + id_check_digit(body)

        total = sum(
            (10 if digit == "X" else int(digit)) * 2**place
            for place, digit in enumerate(reversed(whole))
        )

        assert total % 11 == 1

    @pytest.mark.parametrize("body", ["", "1101051949123100", "1101051949123100２x"])
    def test_refuses_what_is_no_body(self, body):
        with pytest.raises(ValueError, match=r"17 digits|invalid literal"):
            id_check_digit(body)


class TestReadPhone:
    @pytest.mark.parametrize(
        "text",
        [
            "13800138000",
            "138 0013 8000",
            "+86 138-0013-8000",
            "008613800138000",
            "8613800138000",
            "１３８００１３８０００",
        ],
    )
    def test_as_people_write_it(self, text):
        assert read_phone(text) == "13800138000"

    @pytest.mark.parametrize(
        "text", ["", "1380013800", "138001380001", "12800138000", "②③", "一三八"]
    )
    def test_refuses_the_rest(self, text):
        with pytest.raises(InvalidInput):
            read_phone(text)


class TestReadContactPhone:
    def test_takes_a_landline_with_area_code(self):
        assert read_contact_phone("0755-8269 6609") == "075582696609"

    def test_refuses_a_landline_without(self):
        with pytest.raises(InvalidInput):
            read_contact_phone("82696609")


class TestReadIdTail:
    @pytest.mark.parametrize(("text", "tail"), [("000x", "000X"), ("０００４", "0004")])
    def test_folds(self, text, tail):
        assert read_id_tail(text) == tail

    @pytest.mark.parametrize("text", ["", "004", "00X4", "abcd", "1" * 19])
    def test_refuses_what_can_not_be_one(self, text):
        with pytest.raises(InvalidInput):
            read_id_tail(text)


class TestReadTicketNumber:
    def test_takes_spaces_and_hyphens(self):
        assert read_ticket_number(" 260715-000 428 ") == "260715000428"

    @pytest.mark.parametrize(
        "text", ["260715000427", "26071500042", "2607150004280", "", "26071500042a"]
    )
    def test_refuses_a_wrong_one(self, text):
        with pytest.raises(InvalidInput):
            read_ticket_number(text)


@pytest.mark.parametrize("module", [numbers, texts])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


class TestInGroups:
    def test_reads_six_three_three(self):
        assert in_groups("260715000428") == "260715 000 428"
