import sys

import pytest

from language.characters import fold


class TestFold:
    @pytest.mark.parametrize(
        ("character", "folded"),
        [
            *[("Ａ", "a"), ("９", "9"), ("，", ","), ("？", "?"), ("　", " ")],
            *[("鹽", "盐"), ("發", "发"), ("灣", "湾"), ("国", "国"), ("冇", "冇")],
            *[("\n", " "), ("\t", " "), ("℃", "度"), ("￥", "¥"), ("①", "1")],
        ],
    )
    def test_gives_the_one_form_of_a_character(self, character, folded):
        assert fold(character) == folded

    @pytest.mark.parametrize(
        "character", ["😀", "\ud83d", "\x00", "\u200b", "\ufe0f", "\u0301", "\x1b"]
    )
    def test_drops_what_nobody_says(self, character):
        assert fold(character) == ""

    def test_never_makes_one_character_two(self):
        for code in range(sys.maxunicode + 1):
            assert len(fold(chr(code))) <= 1
