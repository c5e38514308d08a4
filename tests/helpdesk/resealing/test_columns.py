import pytest

from helpdesk.models import Base
from helpdesk.models.sealed import Sealed, SealedJSON
from helpdesk.resealing.columns import (
    ELSEWHERE,
    UNKNOWN,
    digested,
    lookups,
    purpose_of,
    sealed_tables,
)


class TestSealedTables:
    def test_names_every_sealed_column_of_the_models(self):
        found = {(t.name, column) for t in sealed_tables() for column in t.purposes}

        assert ("members", "id_number") in found
        assert ("messages", "replies") in found

    def test_have_the_key_by_which_batches_go_on(self):
        for table in sealed_tables():
            assert list(
                Base.metadata.tables[table.name].primary_key.columns.keys()
            ) == ["id"]

    def test_share_no_purpose(self):
        purposes = [p for table in sealed_tables() for p in table.purposes.values()]

        assert len(purposes) == len(set(purposes))


class TestDigested:
    @pytest.mark.parametrize("pair", list(digested()), ids=lambda pair: pair.lookup)
    def test_stands_beside_what_it_digests(self, pair):
        """Say in columns.py where a new look-up column's text is sealed."""
        columns = Base.metadata.tables[pair.table].columns

        assert pair.sealed in columns
        assert isinstance(columns[pair.sealed].type, Sealed | SealedJSON)
        assert isinstance(columns[pair.sealed].type, SealedJSON) == bool(pair.field)

    def test_exceptions_are_columns_that_exist(self):
        assert (UNKNOWN | set(ELSEWHERE)) <= set(lookups())


class TestPurposeOf:
    def test_refuses_a_column_that_is_neither(self):
        with pytest.raises(TypeError, match=r"members\.name is neither"):
            purpose_of("members", "name")
