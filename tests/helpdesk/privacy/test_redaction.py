import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.privacy import redact, redaction


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
    assert doctest.testmod(redaction).failed == 0
