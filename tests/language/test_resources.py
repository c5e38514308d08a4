import json

import pytest

from language import DataError
from language.resources import Resources


class TestLoad:
    def test_reads_values_with_their_other_forms(self, resources):
        assert ("深汕", "深汕合作区", "深汕特别合作区", "深汕区") in (
            resources.lookups["district"]
        )

    def test_leaves_comments_out(self, resources):
        entries = [form for list_ in resources.lookups.values() for form in list_]

        assert not any(form[0].startswith("#") for form in entries)

    def test_a_folder_without_lists_is_enough(self, tmp_path):
        assert Resources.load(tmp_path).words == ()

    def test_names_a_list_of_another_encoding(self, tmp_path):
        (tmp_path / "lookups").mkdir()
        (tmp_path / "lookups/place.txt").write_bytes("福永".encode("gb18030"))

        with pytest.raises(DataError, match=r"place\.txt"):
            Resources.load(tmp_path)


class TestToJson:
    def test_comes_back_as_it_was(self, resources):
        stored = json.loads(json.dumps(resources.to_json()))

        assert Resources.from_json(stored) == resources
