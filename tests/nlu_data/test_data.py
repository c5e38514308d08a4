"""The project's own language data; a new intent is tested the moment it is named."""

from collections import Counter
from pathlib import Path

import pytest

from language import Catalogue
from language.characters import fold
from language.resources import Resources
from tools.language_data import LanguageData, findings

NLU_DATA = Path(__file__).parents[2] / "nlu_data"
CATALOGUE = Catalogue.load(NLU_DATA)
CHANNELS = {"chat", "asr"}


@pytest.fixture(scope="module")
def data() -> LanguageData:
    return LanguageData.load(NLU_DATA)


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources.load(NLU_DATA)


class TestGates:
    def test_nothing_is_found(self, data):
        assert list(findings(data)) == []


@pytest.mark.parametrize("intent", CATALOGUE.intents)
class TestIntent:
    def test_is_taught_and_held_out_typed_and_spoken(self, data, intent):
        for lines in (data.taught, data.held_out):
            said = {t.example.channel for t in lines if t.example.intent == intent}

            assert said == CHANNELS


@pytest.mark.parametrize("entity", CATALOGUE.entities)
class TestEntity:
    def test_is_marked_somewhere(self, data, entity):
        marked = Counter(m.entity for t in data.taught for m in t.example.entities)

        assert marked[entity]


class TestSynonyms:
    def test_lead_to_the_characters_that_the_model_knows(self, resources):
        said = [phrase for group in resources.connectives.values() for phrase in group]
        phrases = [*resources.rewrites.values(), *said]

        assert [p for p in phrases if p != "".join(map(fold, p))] == []
