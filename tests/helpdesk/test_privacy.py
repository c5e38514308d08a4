import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk import privacy
from helpdesk.privacy import mask_id, mask_name, mask_phone, redact


class TestMasks:
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
            ("", ""),
        ],
    )
    def test_name(self, name, masked):
        assert mask_name(name) == masked

    def test_phone_and_id_number(self):
        assert mask_phone("13800138000") == "138****8000"
        assert mask_id("44030019900307000X") == "4403**********000X"

    def test_star_whole_what_is_too_short(self):
        assert mask_phone("1380013") == "*******"


class TestRedact:
    @pytest.mark.parametrize(
        ("text", "redacted"),
        [
            ("打13800138000找我", "打138****8000找我"),
            ("138-0013-8000", "138****8000"),
            ("１３８００１３８０００", "138****8000"),
            ("44030019900307000x", "4403**********000X"),
            ("440300 19900307 0004", "4403**********0004"),
            ("卡号6222020000001234567", "卡号6222***********4567"),
            ("老身份证440300900307001", "老身份证4403*******7001"),
            ("+8613800138000", "+86138****8000"),
        ],
    )
    def test_masks_personal_numbers(self, text, redacted):
        assert redact(text) == redacted

    @pytest.mark.parametrize(
        "text",
        ["工单260715000428", "欠薪12000元", "2026年7月15日", "0755-82696609", "12351"],
    )
    def test_leaves_other_numbers(self, text):
        assert redact(text) == text

    @given(st.text())
    def test_never_fails(self, text):
        assert "13800138000" not in redact(text + " 13800138000")


def test_examples_in_docstrings():
    assert doctest.testmod(privacy).failed == 0
