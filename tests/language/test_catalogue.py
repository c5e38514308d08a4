import json

import pytest

from language import Catalogue, DataError
from tests.language.conftest import NLU_DATA


class TestLoad:
    def test_reads_the_whole_catalogue(self):
        catalogue = Catalogue.load(NLU_DATA)

        assert len(catalogue.intents) == 69
        assert len(catalogue.skills) == 7
        assert len(catalogue.entities) == 15
        assert catalogue.skill_of("report_unpaid_wages") == "legal_aid"

    def test_names_an_intent_that_lacks_something(self, tmp_path):
        (tmp_path / "entities.yml").write_text("{}", "utf-8")
        (tmp_path / "intents.yml").write_text("talk: {greet: {kind: faq}}", "utf-8")

        with pytest.raises(DataError, match="greet lacks 'boundary'"):
            Catalogue.load(tmp_path)

    def test_names_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match=r"intents\.yml"):
            Catalogue.load(tmp_path)


class TestToJson:
    def test_comes_back_as_it_was(self, catalogue):
        stored = json.loads(json.dumps(catalogue.to_json()))

        assert Catalogue.from_json(stored) == catalogue
