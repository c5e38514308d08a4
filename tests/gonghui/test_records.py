import sqlite3

import pytest
from typer.testing import CliRunner

from gonghui.records import database
from helpdesk.errors import ConfigurationError

PASSWORD = "a long enough one"


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
    return tmp_path


def run(app, *arguments: str, typed: str = ""):
    return CliRunner().invoke(app, arguments, input=typed)


def rows(data_dir, statement: str) -> list[tuple]:
    connection = sqlite3.connect(data_dir / "gonghui.db")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


class TestDatabase:
    def test_upgrade_may_be_repeated(self, data_dir):
        assert run(database, "upgrade").exit_code == 0
        assert run(database, "upgrade").exit_code == 0

        assert rows(data_dir, "SELECT count(*) FROM members") == [(0,)]
        [(articles,)] = rows(data_dir, "SELECT count(*) FROM articles")
        assert articles > 20

    def test_seed_may_be_repeated(self, data_dir):
        first = run(database, "seed", "--members", "20")
        again = run(database, "seed", "--members", "20")

        assert (first.exit_code, again.exit_code) == (0, 0)
        assert rows(data_dir, "SELECT count(*) FROM members") == [(20,)]

    def test_a_negative_number_is_wrong_usage(self):
        assert run(database, "seed", "--members", "-1").exit_code == 2


class TestStatus:
    def test_says_so_when_everything_is_there(self, data_dir):
        run(database, "upgrade")

        done = run(database, "status")

        assert done.exit_code == 0
        assert "the newest" in done.stdout

    def test_lists_what_is_to_come_and_ends_with_1(self, data_dir):
        run(database, "upgrade")
        rows(data_dir, "SELECT 1")
        connection = sqlite3.connect(data_dir / "gonghui.db")
        with connection:
            connection.execute("UPDATE alembic_version SET version_num = '0020'")
        connection.close()

        done = run(database, "status")

        assert done.exit_code == 1
        assert "0021  days counted" in done.stdout

    def test_without_records_says_what_to_do(self, data_dir):
        done = run(database, "status")

        assert isinstance(done.exception, ConfigurationError)
