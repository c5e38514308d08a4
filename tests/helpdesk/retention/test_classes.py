"""Every table with personal data says how long it is kept, or why it stays."""

import pytest
import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.models import Base
from helpdesk.models.sealed import Lookup, Sealed, SealedJSON
from helpdesk.retention import classes, kept
from helpdesk.retention.classes import FILE

PEOPLE = {"members", "identities", "conversations"}


def is_personal(table):
    return table.name in PEOPLE or any(
        isinstance(column.type, Sealed | SealedJSON | Lookup)
        or any(key.column.table.name in PEOPLE for key in column.foreign_keys)
        for column in table.columns
    )


class TestTable:
    def test_speaks_of_every_table_with_personal_data(self):
        """Put a new table into retention/classes.yml: under classes or under kept."""
        personal = {t.name for t in Base.metadata.sorted_tables if is_personal(t)}

        spoken_of = {kind.table for kind in classes()} | set(kept())

        assert personal - spoken_of == set()

    @pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.name)
    def test_names_columns_that_exist(self, kind):
        if kind.file:
            return
        columns = set(Base.metadata.tables[kind.table].columns.keys())
        named = {*kind.since, *kind.also_past, *kind.only, *kind.clear}
        named |= {name for name in (kind.mark, kind.unless_clear) if name}

        assert named <= columns
        for part in kind.parts:
            assert {part.by, *part.clear} <= set(
                Base.metadata.tables[part.table].columns.keys()
            )

    @pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.name)
    def test_says_where_the_time_comes_from(self, kind):
        assert kind.source
        assert kind.year >= 2017

    def test_leaves_no_kept_table_without_a_reason(self):
        assert all(kept().values())


class TestClasses:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"days": 0}, "how long"),
            ({"days": -1}, "how long"),
            ({"table": None}, "table or a file"),
            ({"file": "rasa.db"}, "table or a file"),
            ({"since": []}, "counted from"),
            ({"action": "clear"}, "columns to clear"),
            ({"action": "clear", "clear": {"text": None}}, "what tells"),
            ({"action": "burn"}, "delete"),
            ({"typo": 1}, "not permitted"),
            ({"confidence": "sure"}, "statute"),
        ],
    )
    def test_refuses_an_entry_that_makes_no_sense(self, tmp_path, change, says):
        entry = {
            "name": "messages",
            "label": "聊天内容",
            "table": "messages",
            "since": ["received_at"],
            "days": 180,
            "pace": "hour",
            "action": "delete",
            "source": "x",
            "year": 2026,
            "confidence": "house",
        }
        file = tmp_path / "classes.yml"
        file.write_text(yaml.safe_dump({"classes": [entry | change]}), "utf-8")

        with pytest.raises(ConfigurationError, match=says):
            classes(file)

    def test_keeps_the_audit_log_as_long_as_the_law_says(self):
        [audit] = [kind for kind in classes() if kind.name == "audit"]

        assert audit.confidence == "statute"
        assert audit.time.days >= 3 * 365
        assert "audit" in FILE.read_text("utf-8")
