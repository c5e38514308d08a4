import doctest

import pytest

from helpdesk.finding import sounds
from helpdesk.finding.sounds import sound


class TestSound:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("工会", "公会"),
            ("宁", "林"),
            ("伤", "商"),
            ("知", "资"),
            ("富士康", "福仕康"),
        ],
    )
    def test_homophones_are_one(self, one, other):
        assert sound(one) == sound(other)

    def test_is_as_long_as_the_text(self):
        assert len(sound("富士康 a1😀")) == len("富士康 a1😀")

    def test_no_character_is_taken_for_a_syllable(self):
        assert set(sound("富士康")).isdisjoint("富士康")


def test_examples_in_docstrings():
    assert doctest.testmod(sounds).failed == 0
