import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.finding import text
from helpdesk.finding.text import KEPT, core, folded, spoken_core, without_places


class TestFolded:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("富士康（龍華）", "富士康龙华"),
            ("ＢＹＤ Auto", "bydauto"),
            ("岚禾　电子", "岚禾电子"),
            ("%_.*[😀", ""),
        ],
    )
    def test_keeps_letters_and_digits(self, written, read):
        assert folded(written) == read

    @given(st.text())
    def test_is_short_and_plain(self, written):
        read = folded(written)

        assert len(read) <= KEPT
        assert read == "" or read.isalnum()


class TestCore:
    @pytest.mark.parametrize(
        ("name", "bare"),
        [
            ("深圳市岚禾电子有限公司", "岚禾电子"),
            ("深圳市岚禾电子有限公司工会委员会", "岚禾电子"),
            ("岚禾电子股份有限公司深圳分公司", "岚禾电子"),
            ("华为技术深圳有限公司", "华为技术"),
            ("广东省深圳市岚禾电子厂", "岚禾电子"),
            ("岚禾电子集团工会联合会", "岚禾电子"),
            ("深圳湾科技有限公司", "深圳湾科技"),  # 深圳 is part of the name
            ("西乡街道总工会", "西乡街道"),
            ("深圳市总工会", ""),
            ("有限公司", ""),
            ("", ""),
        ],
    )
    def test_drops_what_all_names_have(self, name, bare):
        assert core(name) == bare

    @given(st.text(alphabet="深圳市岚禾电子有限公司工会委员厂的", max_size=40))
    def test_leaves_nothing_or_two_characters_at_least(self, name):
        assert len(core(name)) != 1


class TestSpokenCore:
    @pytest.mark.parametrize(
        ("said", "bare"),
        [
            ("我在岚禾电子上班", "岚禾电子"),
            ("我们公司叫岚禾电子有限公司", "岚禾电子"),
            ("岚禾电子的工会在哪里", "岚禾电子"),
            ("我爱我家", "我爱我家"),  # a name that begins like talk
        ],
    )
    def test_drops_the_sentence_around_it(self, said, bare):
        assert spoken_core(said) == bare


class TestWithoutPlaces:
    @pytest.mark.parametrize(
        ("name", "bare", "places"),
        [
            ("龙华富士康", "富士康", {"龙华"}),
            ("宝安区西乡街道的岚禾电子", "岚禾电子", {"宝安", "西乡"}),
            ("沙头角岚禾", "岚禾", {"沙头角"}),  # not 沙头
            ("岚禾电子", "岚禾电子", set()),
            ("宝安区", "", {"宝安"}),
        ],
    )
    def test_takes_districts_and_streets_out(self, name, bare, places):
        assert without_places(name) == (bare, places)


def test_examples_in_docstrings():
    assert doctest.testmod(text).failed == 0
