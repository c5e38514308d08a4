import sqlite3

import pytest
from typer.testing import CliRunner

from gonghui.records import database

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
