import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.speak import pages, spoken
from language.speak.pages import LONGEST, TAG

LONG = "留好工资条、考勤和聊天记录" * 12


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


class TestPages:
    def test_says_a_short_text_at_once(self):
        assert pages("好的，记下了。") == ["好的，记下了。"]

    def test_says_two_sentences_at_a_time(self):
        text = "第一，留好证据。第二，去仲裁。第三，不收费。"

        assert pages(text) == ["第一，留好证据。第二，去仲裁。", "第三，不收费。"]

    def test_does_not_leave_a_question_alone_behind_what_it_asks_about(self):
        text = "跟您核对，单位是富士康。欠三个月，两万元。对吗？"

        assert pages(text) == [text]

    def test_divides_a_long_sentence_where_it_pauses(self):
        turns = pages(LONG)

        assert len(turns) > 1
        assert all(len(turn) <= LONGEST + 1 for turn in turns)
        assert all(turn.endswith("。") for turn in turns[:-1])

    def test_cuts_a_sentence_without_a_pause(self):
        assert [len(turn) for turn in pages("欠" * 150)] == [61, 61, 30]

    def test_does_not_cut_inside_a_group_of_digits(self):
        turns = pages("号码是" + " ".join(["13800131234"] * 6))

        assert all(letters(turn)[-4:] == "幺二三四" for turn in turns)

    @pytest.mark.parametrize("text", ["", " ", "😀", "。。。", "\n\n"])
    def test_has_nothing_to_say_of_nothing(self, text):
        assert pages(text) == []

    @settings(deadline=None)
    @given(st.text(alphabet="工资欠1230，。？！、 A（\n", max_size=400))
    def test_loses_nothing_and_stays_short(self, text):
        turns = pages(text)

        assert letters("".join(turns)) == letters(spoken(text))
        assert all(turns)
        assert all(len(turn) <= LONGEST + 1 + TAG * turn.count("？") for turn in turns)
