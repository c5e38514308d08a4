import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.keys import LONGEST, Track, codes, named, spread

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def key(text: str, start: int, end: int) -> int:
    [found] = Track(codes(text)).keys(np.array([start]), np.array([end]))
    return int(found)


class TestKeys:
    @given(before=TEXTS, text=TEXTS, after=TEXTS)
    def test_equal_texts_have_equal_keys_wherever_they_are(self, before, text, after):
        start = len(before)

        found = key(before + text + after, start, start + len(text))

        assert found == key(text, 0, len(text))

    @given(one=TEXTS, other=TEXTS)
    def test_different_texts_have_different_keys(self, one, other):
        same = key(one, 0, len(one)) == key(other, 0, len(other))

        assert same == (one == other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("工会", "会工"),
            ("工", "工工"),
            ("\0", "\0\0"),
            ("𠮷", "𠮸"),
            ("𠮷", "\u0bb7"),
        ],
    )
    def test_order_length_and_plane_matter(self, one, other):
        assert key(one, 0, len(one)) != key(other, 0, len(other))

    @pytest.mark.parametrize("length", [1, 100, LONGEST - 1])
    def test_a_stretch_may_be_of_any_length(self, length):
        text = ("欠薪𠮷" * LONGEST)[: LONGEST - 1] + "尾"

        assert key(text, 0, length) == key(text[:length], 0, length)
        assert key(text, LONGEST - length, LONGEST) == key(text[-length:], 0, length)

    def test_gives_the_keys_of_many_stretches_at_once(self):
        text = "工会找工会"
        starts = np.array([0, 3, 2, 5])

        found = Track(codes(text)).keys(starts, np.array([2, 5, 3, 5]))

        assert found[0] == found[1] == key("工会", 0, 2)
        assert found[2] == key("找", 0, 1)
        assert found[3] == 0

    def test_an_empty_text_has_an_empty_stretch(self):
        assert key("", 0, 0) == 0


class TestCodes:
    def test_gives_one_code_a_character_in_any_plane(self):
        assert codes("a工𠮷").tolist() == [0x61, 0x5DE5, 0x20BB7]


class TestNamed:
    def test_a_name_has_the_same_key_in_every_process(self):
        assert named("channel asr") == 0xC7F43A6B83E2D8DB
        assert named("channel asr") != named("channel chat")


class TestSpread:
    def test_holds_every_key_there_is(self):
        assert spread([0, 2**64 - 1]).tolist() == [0, 2**64 - 1]
