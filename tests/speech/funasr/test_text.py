import pytest

from speech.funasr.text import cleaned


class TestCleaned:
    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("", ""),
            ("正 是 因 为", "正是因为"),
            ("加 班 费 ， 对 吗 ？", "加班费，对吗？"),
            ("我 用 OT 算 的", "我用 OT 算的"),
            ("hello world", "hello world"),
            ("<|zh|><|HAPPY|><|Speech|>好", "好"),
            ("1 < 2 | 3 > 2", "1 < 2 | 3 > 2"),
        ],
    )
    def test_leaves_the_words(self, written, words):
        assert cleaned(written) == words
