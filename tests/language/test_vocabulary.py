import pytest

from language.vocabulary import Vocabulary

LISTED = [["a", "b"], ["a", "c"], ["a", "b", "rare"]]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.build(LISTED)


class TestBuild:
    def test_leaves_out_what_only_one_sentence_has(self, vocabulary):
        assert list(vocabulary.places) == ["a", "b"]

    def test_rarer_features_weigh_more(self, vocabulary):
        assert vocabulary.rarity[1] > vocabulary.rarity[0]


class TestWeigh:
    def test_passes_over_what_it_does_not_know(self, vocabulary):
        places, values = vocabulary.weigh(["b", "unheard of"])

        assert places.tolist() == [1]
        assert len(values) == 1


class TestLoad:
    def test_comes_back_as_it_was_saved(self, vocabulary, tmp_path):
        vocabulary.save(tmp_path)

        loaded = Vocabulary.load(tmp_path)

        assert loaded.places == vocabulary.places
        assert loaded.rarity.tolist() == vocabulary.rarity.tolist()
