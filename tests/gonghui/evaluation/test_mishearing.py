"""The recogniser that only the evaluation knows."""

import doctest

import pytest

from gonghui.evaluation import heard, mishearing
from gonghui.evaluation.heard import distance
from gonghui.evaluation.mishearing import ALTERNATIVES, Recogniser, Sound

TEXTS = ["老板三个月没发工资了", "公司说工伤不赔", "商量一下公事", "去仲裁要钱吗"]


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser(TEXTS)


class TestHear:
    def test_hears_the_same_in_the_same_way(self, recogniser):
        assert recogniser.hear(TEXTS[0]) == Recogniser(TEXTS).hear(TEXTS[0])

    def test_is_surest_of_the_first(self, recogniser):
        for text in TEXTS:
            heard = recogniser.hear(text)
            confidences = [sure for _, sure in heard]
            assert confidences == sorted(confidences, reverse=True)
            assert sum(confidences) == pytest.approx(1, abs=0.01)

    def test_never_gives_one_alternative_twice(self, recogniser):
        for text in TEXTS:
            texts = [text for text, _ in recogniser.hear(text)]
            assert len(texts) == len(set(texts)) <= ALTERNATIVES

    def test_mishears_something(self, recogniser):
        assert any(recogniser.hear(text)[0][0] != text for text in TEXTS)

    def test_leaves_alone_what_has_no_sound(self, recogniser):
        assert recogniser.hear("12351, ok?") == [("12351, ok?", 1.0)]

    def test_writes_only_characters_that_people_use(self, recogniser):
        used = set("".join(TEXTS))

        written = {c for text in TEXTS for t, _ in recogniser.hear(text) for c in t}

        assert written <= used

    def test_hears_nothing_of_nothing(self, recogniser):
        assert recogniser.hear("") == [("", 1.0)]


class TestIsNear:
    @pytest.mark.parametrize(("one", "other"), [("gōng", "kōng"), ("shāng", "sān")])
    def test_sounds_that_a_bad_line_confuses(self, one, other):
        assert Sound.of(one).is_near(Sound.of(other))

    @pytest.mark.parametrize(("one", "other"), [("gōng", "zī"), ("bǎn", "fā")])
    def test_others_are_not(self, one, other):
        assert not Sound.of(one).is_near(Sound.of(other))


class TestDistance:
    @pytest.mark.parametrize(
        ("said", "heard", "wrong"),
        [
            ("", "", 0),
            ("工伤", "工伤", 0),
            ("工伤", "", 2),
            ("", "工", 1),
            ("工伤", "公伤了", 2),
        ],
    )
    def test_counts_characters(self, said, heard, wrong):
        assert distance(said, heard) == wrong


@pytest.mark.parametrize("module", [heard, mishearing])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0
