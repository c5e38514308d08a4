import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from helpdesk.models import Base
from helpdesk.models.search import is_ours
from tests.helpdesk.conftest import environment

ROOT = Path(__file__).parents[2]


def _differences(connection: Connection) -> list[object]:
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": is_ours,
    }
    context = MigrationContext.configure(connection, opts=options)
    return compare_metadata(context, Base.metadata)


@pytest.fixture
async def migrated(engine):
    async with engine.connect() as connection:
        yield connection


class TestRevisions:
    async def test_make_the_schema_of_the_models(self, migrated):
        assert await migrated.run_sync(_differences) == []

    async def test_name_constraints_as_the_models_do(self, migrated):
        def names(connection):
            ask = inspect(connection)
            return {
                constraint["name"]
                for table in Base.metadata.tables
                for constraint in (
                    *ask.get_check_constraints(table),
                    *ask.get_unique_constraints(table),
                    *ask.get_foreign_keys(table),
                    ask.get_pk_constraint(table),
                )
            }

        expected = {
            constraint.name
            for table in Base.metadata.tables.values()
            for constraint in table.constraints
        }

        assert await migrated.run_sync(names) == expected

    async def test_go_back_to_nothing(self, settings, engine):
        command = [sys.executable, "-m", "alembic", "-c", "migrations/alembic.ini"]

        subprocess.run(
            [*command, "downgrade", "base"],
            cwd=ROOT,
            env=environment(settings),
            check=True,
            capture_output=True,
        )

        async with engine.connect() as connection:
            tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
        assert tables == ["alembic_version"]


class TestModels:
    def test_every_column_says_what_it_is(self):
        silent = [
            str(column)
            for table in Base.metadata.tables.values()
            for column in table.columns
            if column.comment is None and column.name != "id"
        ]

        assert silent == []

    def test_every_reference_is_indexed(self):
        """Deleting one person's data must not scan every table."""
        bare = [
            str(column)
            for table in Base.metadata.tables.values()
            for column in table.columns
            if column.foreign_keys and not _leads_an_index(table, column)
        ]

        assert bare == []


def _leads_an_index(table, column):
    keys = [*table.indexes, *(c for c in table.constraints if hasattr(c, "columns"))]
    return any(
        list(key.columns)[:1] == [column]
        for key in keys
        if key.__visit_name__
        in {"index", "unique_constraint", "primary_key_constraint"}
    )
