from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.entities import Candidate, amounts, dates, digits, durations, find
from language.entities.patterns import longest
from language.examples import read_folder
from tests.language.conftest import NLU_DATA, TODAY

SIGNS = st.sampled_from(
    "0123一二两三四五八十百千万半几多廿幺零年月天日号周期拜晚早度c个人块元小时钟分/-.,x上下前昨今每第这"
)
PHRASES = st.sampled_from([
    *("上个月", "下周三", "星期天", "礼拜二", "昨晚", "大前天", "今早", "明儿", "三号"),
    *("8/21", "2025-11-03", "20251103", "去年三月", "月初", "三个半月", "两年半"),
    *("半个钟", "俩月", "分钟", "工作日", "个把月", "四十度", "38.5c", "二十多个人"),
    *("八千块", "¥5000", "7.4k", "五毛", "13800138000", "0755-26668888", "工单", "的"),
])  # fmt: skip


def ungated(text: str) -> tuple[Candidate, ...]:
    """Search a text in every way, whatever signs it has."""

    def read() -> Iterator[Candidate]:
        yield from digits.find(text)
        yield from dates.find(text, TODAY)
        yield from durations.find(text)
        yield from amounts.temperature(text)
        yield from amounts.headcount(text)
        yield from amounts.money(text)

    return tuple(sorted(longest(list(read())), key=lambda c: (c.start, c.end)))


class TestFind:
    def test_reads_every_kind(self):
        text = "上个月在40度的车间做了三个月,30个工人欠800块,电话13800138000"

        assert [(c.entity, c.value) for c in find(text, TODAY)] == [
            ("date", "2026-06"),
            ("temperature", "40"),
            ("duration", "P3M"),
            ("headcount", "30"),
            ("money", "800"),
            ("phone_number", "13800138000"),
        ]

    @pytest.mark.parametrize("text", ["", "工资没发", "\0\0", "天"])
    def test_finds_nothing_where_there_is_nothing(self, text):
        assert find(text, TODAY) == ()

    @given(text=st.text(SIGNS, max_size=20))
    def test_skips_no_kind_that_has_a_reading(self, text):
        assert find(text, TODAY) == ungated(text)

    @given(text=st.lists(PHRASES, max_size=4).map("".join))
    def test_skips_no_phrase_that_has_a_reading(self, text):
        assert find(text, TODAY) == ungated(text)

    @given(
        text=st.text(st.characters(categories=["Nd", "Nl", "No", "Lo"]), max_size=20)
    )
    def test_skips_no_numbers_of_other_scripts(self, text):
        assert find(text, TODAY) == ungated(text)

    def test_skips_nothing_in_any_example(self, resources):
        normalise = resources.normaliser()

        for taught in read_folder(NLU_DATA / "examples"):
            text = normalise(taught.example.text).text
            assert find(text, TODAY) == ungated(text)


class TestLongest:
    def test_keeps_the_longest_of_overlapping_readings(self):
        short, long = Candidate("money", 0, 2, "1"), Candidate("date", 1, 4, "2")

        assert longest([short, long]) == [long]

    def test_of_equals_keeps_the_surer(self):
        guess, sure = Candidate("money", 0, 2, "1", False), Candidate("date", 0, 2, "2")

        assert longest([guess, sure]) == [sure]

    def test_of_equally_sure_ones_keeps_the_earlier(self):
        first, second = Candidate("money", 0, 2, "1"), Candidate("date", 0, 2, "2")

        assert longest([first, second]) == [first]
