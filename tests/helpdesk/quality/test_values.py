"""Amounts that were said, and which of them were taken back."""

import pytest

from helpdesk.quality.call import Call
from helpdesk.quality.numbers import dictated, misheard
from tests.helpdesk.quality.spoken import spoken


def quantities(*turns):
    call = spoken({"id": "x", "turns": [{k: text} for k, text in turns]})
    return Call(call.transcript, call.analysis).quantities


def standing(said) -> list[str]:
    return [each.words for each in said if not each.is_taken_back]


class TestQuantities:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("三万二千，不对，三万二千六。", ["三万二千六"]),
            ("不是三个月，是四个月。", ["四个月"]),
            ("三个月。说错了。四个月。", ["四个月"]),
            ("七月十二号，哦不对，十三号受的伤，八月十三号。", ["八月十三号"]),
            ("欠三个月，一共九千块。", ["三个月", "九千块"]),
            ("是不是三个月？四个月也行？", ["三个月", "四个月"]),
            ("电话一三八零零一三五七三八。", []),
            ("就一个人，三块板。", []),
        ],
    )
    def test_the_last_word_counts(self, text, words):
        assert standing(quantities(("c", text)))[-len(words) or 99 :] == words

    def test_the_caller_may_correct_the_seat(self):
        said = quantities(
            ("c", "欠我三万二。"), ("a", "三万二，对吗？"), ("c", "不对，三万六。")
        )

        assert standing(said) == ["三万六"]

    def test_what_was_taken_back_is_not_true_because_the_seat_repeats_it(self):
        said = quantities(("c", "三万二千，不对，三万六千。"), ("a", "好，三万二千。"))

        assert standing(said) == ["三万六千"]


class TestDictated:
    def test_joins_what_is_read_out_in_groups(self):
        call = spoken(
            {
                "id": "x",
                "turns": [
                    {"c": "一三八，零零一三。"},
                    {"a": "嗯。"},
                    {"c": "五七三八，等一下，对。"},
                    {"a": "好。"},
                ],
            }
        )
        view = Call(call.transcript, call.analysis)

        assert dictated(view, until=view.turns[3], turns=6) == "13800135738"

    def test_forgets_what_was_read_out_long_ago(self):
        call = spoken(
            {
                "id": "x",
                "turns": [{"c": "一三八零零一三五七三八。"}]
                + [{"a": "嗯。"}, {"c": "好。"}] * 4,
            }
        )
        view = Call(call.transcript, call.analysis)

        assert dictated(view, until=view.turns[-2], turns=4) == ""


class TestMisheard:
    @pytest.mark.parametrize(
        ("told", "heard", "wrong"),
        [
            ("13800135738", "13800135738", False),
            ("13800135738", "5738", False),
            ("13800135738", "13800135783", True),  # swapped
            ("13800135738", "13800135739", True),  # one wrong
            ("13800135738", "13811135738", True),  # two wrong
            ("13800135738", "13922225738", False),  # another number
            ("13800135738", "3027", False),  # the seat's own
            ("1380013573", "13800135738", False),  # the recogniser lost a digit
            ("", "13800135738", False),
        ],
    )
    def test_tells_a_wrong_number_from_another(self, told, heard, wrong):
        assert (misheard(told, heard) is not None) == wrong
