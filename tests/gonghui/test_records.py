import os
import pty
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gonghui.records import database, officers

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


class TestOfficers:
    def add(self, login: str, password: str = PASSWORD):
        return run(officers, login, "--name", "李干事", typed=f"{password}\n")

    def test_adds_an_account_without_the_password_in_the_clear(self, data_dir):
        assert self.add("li").exit_code == 0

        [(login, secret)] = rows(data_dir, "SELECT login, password_hash FROM officers")
        assert login == "li"
        assert secret.startswith("$argon2id$")

    def test_takes_no_password_that_every_process_could_read(self):
        done = run(officers, "li", "--name", "李干事", "--password", PASSWORD)

        assert done.exit_code == 2
        assert "No such option" in done.output

    def test_asks_twice_on_a_terminal(self, data_dir):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "gonghui", "officers", "add", "li", "--name", "li"],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"GONGHUI_DATA_DIR": str(data_dir)},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )

        shown = b""
        for asked in (b"Password: ", b"confirmation: "):
            while asked not in shown:
                shown += os.read(ours, 1024)
            os.write(ours, f"{PASSWORD}\n".encode())
        status = process.wait(30)
        os.close(ours)
        os.close(theirs)

        assert status == 0
        assert PASSWORD.encode() not in shown

    @pytest.mark.parametrize(
        ("login", "password", "reason"),
        [
            ("L i", PASSWORD, "a login is"),
            ("li", "short", "a password has"),
        ],
    )
    def test_says_what_is_wrong(self, login, password, reason):
        done = self.add(login, password)

        assert done.exit_code == 2
        assert reason in done.output

    def test_refuses_a_login_that_exists(self):
        self.add("li")

        assert self.add("li").exit_code == 2
