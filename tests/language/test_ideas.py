import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.ideas import WIDEST, Idea, Ideas, longest
from language.normalise import Normaliser

PHRASES = {
    "not_paid": ("没发", "拖欠", "没…给", "没有", "ＮＯ錢"),
    "owed": ("拖欠", "拖欠工资"),
    "commute": ("从…到…摔",),
}


@pytest.fixture(scope="module")
def ideas() -> Ideas:
    return Ideas(PHRASES, Normaliser({}))


class TestFind:
    def test_tells_where_a_phrase_stands(self, ideas):
        assert ideas.find("工资没发") == (Idea("not_paid", 2, 4),)

    def test_a_phrase_may_say_two_things(self, ideas):
        assert set(ideas.find("拖欠")) == {
            Idea("not_paid", 0, 2),
            Idea("owed", 0, 2),
        }

    def test_finds_shorter_phrases_within_longer_ones(self, ideas):
        found = {idea for idea in ideas.find("拖欠工资") if idea.name == "owed"}

        assert found == {Idea("owed", 0, 2), Idea("owed", 0, 4)}

    def test_a_phrase_with_a_gap_may_hold_another(self, ideas):
        assert set(ideas.find("没有给")) == {
            Idea("not_paid", 0, 2),
            Idea("not_paid", 0, 3),
        }

    def test_finds_each_time_that_it_is_said(self, ideas):
        assert [idea.start for idea in ideas.find("没发没发")] == [0, 2]

    def test_phrases_are_folded_as_messages_are(self, ideas):
        assert ideas.find("no钱") == (Idea("not_paid", 0, 3),)

    @pytest.mark.parametrize("between", ["", "人", "人" * WIDEST])
    def test_a_gap_stands_for_a_few_characters_or_none(self, ideas, between):
        text = f"没{between}给"

        assert ideas.find(text) == (Idea("not_paid", 0, len(text)),)

    @pytest.mark.parametrize("between", ["人" * (WIDEST + 1), "人,", "。", " "])
    def test_no_gap_is_wider_or_runs_over_punctuation(self, ideas, between):
        assert ideas.find(f"没{between}给") == ()

    def test_there_may_be_two_gaps(self, ideas):
        assert ideas.find("我从家里到厂里路上摔了") == (Idea("commute", 1, 10),)

    @pytest.mark.parametrize("text", ["从家里摔到厂里", "到厂里从家摔", "从家,到厂摔"])
    def test_what_follows_the_gaps_has_its_order(self, ideas, text):
        assert ideas.find(text) == ()

    @pytest.mark.parametrize("text", ["", "没", "没从到", "好"])
    def test_the_beginning_of_a_phrase_is_not_enough(self, ideas, text):
        assert ideas.find(text) == ()

    @given(text=st.text(st.sampled_from("没发拖欠工资，好有"), max_size=30))
    def test_finds_what_a_simple_search_finds(self, ideas, text):
        whole = {(n, p) for n, said in PHRASES.items() for p in said if "…" not in p}
        places = {
            (name, start)
            for name, phrase in whole
            for start in range(len(text))
            if text.startswith(phrase, start)
        }

        assert {(idea.name, idea.start) for idea in ideas.find(text)} == places


class TestLongest:
    def test_leaves_out_what_runs_into_a_longer_one(self):
        short, long = Idea("place", 1, 3), Idea("employer", 0, 4)

        assert list(longest([short, long])) == [long]

    def test_keeps_all_that_one_stretch_may_be(self):
        place, person = Idea("place", 0, 2), Idea("person_name", 0, 2)

        assert set(longest([place, person])) == {place, person}

    def test_keeps_neighbours(self):
        first, second = Idea("place", 0, 2), Idea("place", 2, 4)

        assert set(longest([first, second])) == {first, second}

    def test_of_two_equally_long_the_earlier_one_stays(self):
        first, second = Idea("place", 0, 2), Idea("place", 1, 3)

        assert list(longest([second, first])) == [first]
