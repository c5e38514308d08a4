from dataclasses import replace

import pytest

from language.ideas import Idea
from language.keys import named
from language.page import Page
from language.surroundings import surroundings


@pytest.fixture(scope="module")
def seen(page):
    """Give what is seen of every character of one text on a page."""

    def seen(*texts: str, row: int = 0) -> list[set[int]]:
        laid = page(*texts)
        keys, owners = surroundings(laid, ["greet"] * len(texts))
        first = int(laid.starts[row])
        places = range(first, first + int(laid.lengths[row]))
        return [{*keys[owners == place].tolist()} for place in places]

    return seen


class TestSurroundings:
    def test_describe_every_character(self, seen):
        first, *_, last = described = seen("宝安八千块")

        assert len(described) == 5
        assert named("mark name district B") in first
        assert named("mark pattern money E") in last
        assert named("mark pattern money E") not in first

    def test_neighbours_know_what_begins_and_ends_beside_them(self, seen):
        here, *_ = seen("在宝安做")
        *_, there = seen("在宝安做")

        assert named("near name district B") in here
        assert named("after name district E") in there

    def test_a_reading_looks_the_same_on_every_page(self, seen):
        alone = seen("我在宝安")

        assert seen("宝安", "我在宝安", "宝安区", row=1) == alone
        assert seen("", "我在宝安", "", row=1) == alone

    def test_tell_the_intent_of_every_character(self, seen):
        assert all(named("intent greet") in keys for keys in seen("我在宝安"))

    def test_a_pattern_that_only_guesses_is_told_apart(self, seen):
        *_, guessed = seen("欠我六万四")

        assert named("mark pattern money? E") in guessed
        assert named("mark pattern money E") not in guessed

    def test_tell_the_longest_names_that_examples_taught(self, read, reader):
        taught = Idea("known person_name", 2, 4), Idea("known place", 3, 4)
        laid = Page([replace(read("我叫王强"), known=taught)], reader.sounds)

        keys, owners = surroundings(laid, ["greet"])

        begin, end = (keys[owners == laid.starts[0] + place] for place in (2, 3))
        assert named("mark known person_name B") in begin
        assert named("mark known person_name E") in end
        assert named("mark known place S") not in end

    @pytest.mark.parametrize("texts", [(), ("",), ("", "😀")])
    def test_nothing_has_none(self, page, texts):
        keys, owners = surroundings(page(*texts), ["greet"] * len(texts))

        assert len(keys) == len(owners) == 0
