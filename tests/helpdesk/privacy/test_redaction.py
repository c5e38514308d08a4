import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.privacy import redact, redaction
from language import numerals


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
            ("他电话幺三八零零幺三八零零零你打给他", "他电话138****8000你打给他"),
            ("一三八 零零一三 八零零零", "138****8000"),
            (
                "身份证四四零三零零幺九九零零三零七零零零四的",
                "身份证4403**********0004的",
            ),
            ("四四零三零零一九九零零三零七零零零X", "4403**********000X"),
            ("第一13800138000", "第一138****8000"),
        ],
    )
    def test_masks_personal_numbers(self, text, redacted):
        assert redact(text) == redacted

    @pytest.mark.parametrize(
        "text",
        [
            "工单260715000428",
            "欠薪12000元",
            "2026年7月15日",
            "0755-82696609",
            "12351",
            "工单号二六零七幺五 零零零 四二八",
            "打幺二三五幺，或者零七五五八二六九六六零九",
            "欠了一万三千五百块，二零二六年七月十五号",
        ],
    )
    def test_leaves_other_numbers(self, text):
        assert redact(text) == text

    @given(st.text())
    def test_never_fails(self, text):
        assert "13800138000" not in redact(text + " 13800138000")


def test_reads_out_loud_as_the_language_does():
    said = {digit for digit in numerals.SPOKEN_DIGIT if not digit.isascii()}

    assert set(redaction.READ_OUT) == said
    assert all(numerals.SPOKEN[word] == n for word, n in redaction.READ_OUT.items())


def test_examples_in_docstrings():
    assert doctest.testmod(redaction).failed == 0
