"""The table of holdings names every table and column with somebody's data."""

import pytest
import sqlalchemy as sa
import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.models import Base
from helpdesk.models.sealed import SEALED, Lookup
from helpdesk.privacy.holdings import FILE, holdings, words

PEOPLE = {"members", "identities", "conversations", "tickets"}
HELD = {holding.table: holding for holding in holdings().holdings}
TABLES = Base.metadata.tables


def is_personal(table):
    return table.name in PEOPLE or any(
        isinstance(column.type, (*SEALED, Lookup))
        or any(key.column.table.name in PEOPLE for key in column.foreign_keys)
        for column in table.columns
    )


class TestTables:
    def test_with_personal_data_are_all_named(self):
        """Put a new table into privacy/holdings.yml."""
        personal = {t.name for t in Base.metadata.sorted_tables if is_personal(t)}

        assert personal - set(HELD) - set(holdings().elsewhere) == set()

    @pytest.mark.parametrize("holding", HELD.values(), ids=HELD)
    def test_name_all_their_columns(self, holding):
        """A new column is a field with a Chinese name, or it is plumbing."""
        silent = {
            column.name
            for column in TABLES[holding.table].columns
            if column.name not in holding.fields
            and column.name not in holdings().plumbing
            and not column.foreign_keys
            and not isinstance(column.type, Lookup)
        }

        assert silent == set()

    @pytest.mark.parametrize("holding", HELD.values(), ids=HELD)
    def test_name_columns_that_exist(self, holding):
        columns = set(TABLES[holding.table].columns.keys())
        named = {*holding.by, *holding.also, *holding.hide, *holding.fields}
        named |= {*holding.clear, *holding.unlink}
        named |= {name for keep in holding.keep for name in keep.when}
        named |= {name for name in (holding.mark, holding.guard) if name}

        assert named <= columns
        for part in holding.parts:
            assert {part.by, *part.clear} <= set(TABLES[part.table].columns.keys())

    def test_come_after_the_tables_they_are_found_by(self):
        seen = {"person", "phone"}
        for holding in holdings().holdings:
            assert set(holding.by.values()) <= seen
            assert {keep.stays for keep in holding.keep if keep.stays} <= seen
            seen.add(holding.table)

    @pytest.mark.parametrize("holding", HELD.values(), ids=HELD)
    def test_that_follow_go_with_a_table_above(self, holding):
        """By ON DELETE CASCADE, or cleared as a part of what is cleared above."""
        if holding.then != "follow":
            return
        parts = {
            (part.table, part.by) for above in HELD.values() for part in above.parts
        }
        for column in holding.by:
            [key] = TABLES[holding.table].c[column].foreign_keys
            assert key.ondelete == "CASCADE" or (holding.table, column) in parts


class TestKeep:
    def test_names_states_that_exist(self):
        for holding in HELD.values():
            for keep in holding.keep:
                for name, values in keep.when.items():
                    kind = TABLES[holding.table].c[name].type.enum_class
                    assert set(values) <= {state.value for state in kind}

    def test_says_unverified_where_no_statute_is_named(self):
        for holding in HELD.values():
            for keep in holding.keep:
                assert keep.because
                if keep.confidence == "unverified":
                    assert "未核实" in keep.source
                if keep.confidence == "statute":
                    assert "法" in keep.source or "同会员档案" in keep.source


class TestWords:
    def test_has_a_word_for_every_state_that_is_shown(self):
        kinds = {
            column.type.enum_class
            for holding in HELD.values()
            for column in TABLES[holding.table].columns
            if isinstance(column.type, sa.Enum) and column.name in holding.fields
        }

        missing = {
            f"{kind.__name__}.{state.value}"
            for kind in kinds
            for state in kind
            if state.value not in words().get(kind.__name__, {})
        }
        assert missing == set()


class TestFile:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"then": "burn"}, "then"),
            ({"clear": {"x": None}}, "columns to clear"),
            ({"typo": 1}, "typo"),
            ({"keep": [{"because": "x"}]}, "source"),
        ],
    )
    def test_is_refused_when_it_makes_no_sense(self, tmp_path, change, says):
        table = yaml.safe_load(FILE.read_text("utf-8"))
        table["holdings"][0] |= change
        file = tmp_path / "holdings.yml"
        file.write_text(yaml.safe_dump(table), "utf-8")

        with pytest.raises(ConfigurationError, match=says):
            holdings(file)
