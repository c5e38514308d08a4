import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.privacy import (
    MASKS,
    Kind,
    mask,
    mask_address,
    mask_card,
    mask_id,
    mask_member_number,
    mask_name,
    mask_phone,
    masks,
)


class TestTable:
    def test_has_a_rule_for_every_kind(self):
        assert set(MASKS) == set(Kind)

    @pytest.mark.parametrize("kind", Kind)
    def test_leaves_an_empty_text_empty(self, kind):
        assert mask(kind, "") == ""

    @given(kind=st.sampled_from(sorted(Kind)), text=st.text())
    def test_never_fails(self, kind, text):
        assert isinstance(mask(kind, text), str)

    @given(digits=st.from_regex(r"\d{11,19}", fullmatch=True))
    @pytest.mark.parametrize(
        "kind", [Kind.phone, Kind.id_number, Kind.member_number, Kind.card]
    )
    def test_hides_at_least_three_digits_of_a_number(self, kind, digits):
        shown = re.sub(r"\D", "", mask(kind, digits))

        assert len(shown) <= len(digits) - 3


class TestName:
    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("张三", "张*"),
            ("王建国", "王*国"),
            ("欧阳明", "欧阳*"),
            ("欧阳建国", "欧阳*国"),
            ("欧阳", "欧*"),
            ("阿卜杜拉", "阿**拉"),
            ("王", "王"),
        ],
    )
    def test_keeps_the_surname(self, name, masked):
        assert mask_name(name) == masked


class TestNumbers:
    def test_keep_head_and_tail(self):
        assert mask_phone("13800138000") == "138****8000"
        assert mask_id("44030019900307000X") == "4403**********000X"
        assert mask_member_number("1000000017") == "10****0017"
        assert mask_card("6222020000001234567") == "6222***********4567"

    def test_are_starred_whole_when_too_short(self):
        assert mask_phone("1380013") == "*******"
        assert mask_member_number("100") == "***"


class TestAddress:
    @pytest.mark.parametrize(
        ("address", "masked"),
        [
            ("广东省深圳市福田区上步中路1003号", "广东省深圳市福田区******"),
            ("深圳市龙华区民治街道某花园3栋1201", "深圳市龙华区******"),
            ("宝安区西乡街道某工业园", "宝安区******"),
            ("深圳市光明新区某路", "深圳市光明新区******"),
            ("某花园3栋1201", "******"),
            ("3栋1201室龙华区", "******"),
        ],
    )
    def test_ends_with_the_district(self, address, masked):
        assert mask_address(address) == masked


def test_examples_in_docstrings():
    assert doctest.testmod(masks).failed == 0
