from dataclasses import replace

import pytest

from language import Annotation, Example
from language.general import General
from language.hints import Hint, hints, is_phrase

WORDS = {"我": 90_000, "要": 50_000, "问": 9_000, "天气": 500, "工会": 40}
GENERAL = General(WORDS | {"天": 0, "工": 0})  # beginnings of words have no frequency


@pytest.fixture
def lists(resources):
    """Three names, a suffix, a surname and an idea with a misheard spelling."""
    return replace(
        resources,
        words=("职工之家", "12351"),
        lookups={
            "place_streets": (("西乡街道", "西乡"),),
            "place_suffix": (("街道办",),),
            "person_name_surname": (("欧阳",),),
        },
        rewrites={},
        ideas={"union": ("工会", "公会", "工会…怎么")},
    )


def said(text: str, intent: str = "join_union", channel: str = "chat") -> Example:
    return Example(text, intent, channel)


OURS = [said("我要问工会")] * 20
FOREIGN = [said("我要问天气", "out_of_scope")] * 20


def found(lists, *examples: Example) -> dict[str, int]:
    return {hint.phrase: hint.weight for hint in hints(lists, examples, GENERAL)}


class TestHints:
    def test_names_are_listened_for_even_if_nobody_says_them(self, lists):
        assert set(found(lists)) == {"职工之家", "西乡街道", "西乡"}

    def test_terms_are_what_is_ours_and_rare_elsewhere(self, lists):
        phrases = found(lists, *OURS, *FOREIGN)

        assert "工会" in phrases
        assert not {"天气", "我要", "要问"} & set(phrases)

    def test_of_what_sounds_alike_the_usual_spelling_is_kept(self, lists):
        typed = [said("我要问公会")] * 9

        assert "公会" not in found(lists, *OURS, *typed, *FOREIGN)

    def test_what_a_recogniser_wrote_teaches_nothing(self, lists):
        heard = [said("我要问公会", channel="asr")] * 50

        assert "公会" not in found(lists, *heard, *FOREIGN)

    def test_the_heaviest_come_first(self, lists):
        ranked = hints(lists, [*OURS, *FOREIGN], GENERAL)

        assert ranked[0].phrase == "工会"
        weights = [hint.weight for hint in ranked]
        assert weights == sorted(weights, reverse=True)
        assert all(1 <= weight <= 10 for weight in weights)

    def test_no_person_is_named(self, lists):
        name = Example(
            "我是刘德", "join_union", "chat", (Annotation("person_name", 2, 4),)
        )

        phrases = found(lists, *[name] * 50, *FOREIGN)

        assert "刘德" not in phrases
        assert "欧阳" not in phrases

    def test_the_same_data_give_the_same_hints(self, lists):
        once = hints(lists, [*OURS, *FOREIGN], GENERAL)

        assert once == hints(lists, [*FOREIGN, *OURS], GENERAL)
        assert isinstance(once[0], Hint)


class TestIsPhrase:
    @pytest.mark.parametrize(
        "text", ["欠", "一二三四五六七八九十百", "12351", "OT", "欠 薪", ""]
    )
    def test_refuses_what_recognisers_do_not_take(self, text):
        assert not is_phrase(text)

    @pytest.mark.parametrize("text", ["欠薪", "OT费", "一二三四五六七八九十"])
    def test_takes_words(self, text):
        assert is_phrase(text)


class TestGeneral:
    def test_a_phrase_is_as_rare_as_its_rarest_word(self):
        assert GENERAL.count("工会") == 40
        assert GENERAL.count("问工会") == 40
        assert GENERAL.count("龘龘") == 0
