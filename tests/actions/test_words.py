import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from actions import words


class TestIsSaid:
    @pytest.mark.parametrize("text", ["不知道", "不知道。", "没有啊", " 不想说！"])
    def test_knows_a_refusal_to_answer(self, text):
        assert words.is_said(text, "skip")

    @pytest.mark.parametrize("text", ["没有签合同的那家厂", "不知道全名，叫富士康"])
    def test_leaves_whole_sentences_alone(self, text):
        assert not words.is_said(text, "skip")


class TestOneOf:
    @pytest.mark.parametrize(
        ("text", "group"),
        [
            ("我还在上班", "在职"),
            ("上个月就不干了", "已离职"),
            ("早就被辞了", "已离职"),
            ("没离职呢", "在职"),
        ],
    )
    def test_takes_the_longest_phrase(self, text, group):
        assert words.one_of(text, "employment") == group

    def test_finds_nothing_in_other_words(self):
        assert words.one_of("今天天气不错", "employment") is None


class TestQuantity:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("3", "3"),
            ("三个月", "3"),
            ("俩月", "2"),
            ("三个半月", "3.5"),
            ("欠了两万四左右", "24000"),
            ("2.4万", "24000"),
            ("八十多人", "80"),
        ],
    )
    def test_reads_a_number_and_its_unit(self, text, number):
        assert words.quantity(text) == Decimal(number)

    @pytest.mark.parametrize("text", ["一直没发", "好久了", "", "😀", "五月到八月"])
    def test_guesses_nothing(self, text):
        assert words.quantity(text) is None


class TestLabelled:
    def test_names_the_field_that_is_wrong(self):
        slots = ("employer", "contact_phone")

        assert words.labelled("电话写错了", slots) == "contact_phone"

    def test_names_only_fields_of_the_form(self):
        assert words.labelled("电话写错了", ("employer",)) is None


class TestHour:
    def test_tells_shenzhens_time(self):
        assert words.hour(datetime(2026, 7, 15, 2, 5, tzinfo=UTC)) == "10点05分"


class TestDeadline:
    def test_names_the_year(self):
        assert words.deadline(date(2027, 6, 1)) == "2027年6月1日"


def test_no_list_is_written_twice():
    lines = words.WORDS.read_text("utf-8").splitlines()
    lists = [line.split(":")[0] for line in lines if re.match(r"[a-z_]+:", line)]

    assert len(lists) == len(set(lists))
