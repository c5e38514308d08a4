import pytest

from language.lexicon import Hit, Lexicon
from language.normalise import Normaliser


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    lookups = {
        "district": [("宝安", "宝安区"), ("龙华",)],
        "place": [("宝安中心",), ("福永",)],
    }
    return Lexicon(lookups, Normaliser({}))


class TestFind:
    def test_gives_the_value_of_another_form(self, lexicon):
        assert lexicon.find("在宝安区") == (Hit("district", 1, 4, "宝安"),)

    def test_knows_no_word_borders(self, lexicon):
        assert lexicon.find("我喺龙华做") == (Hit("district", 2, 4, "龙华"),)

    def test_finds_one_place_in_two_lists(self, lexicon):
        kinds = [hit.kind for hit in lexicon.find("宝安中心")]

        assert kinds == ["district", "place"]

    @pytest.mark.parametrize("text", ["", "没有地名"])
    def test_finds_nothing_where_there_is_nothing(self, lexicon, text):
        assert lexicon.find(text) == ()
