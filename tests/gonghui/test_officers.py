import os
import pty
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gonghui.officers import officers
from helpdesk.config import Settings
from helpdesk.seed import seed

PASSWORD = "a long enough one"
STREET = "西乡街道总工会"


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
    return tmp_path


def run(*arguments: str, typed: str = ""):
    return CliRunner().invoke(officers, arguments, input=typed)


def add(login: str, *more: str, password: str = PASSWORD):
    return run("add", login, "--name", "李干事", *more, typed=f"{password}\n")


def rows(data_dir, statement: str) -> list[tuple]:
    connection = sqlite3.connect(data_dir / "gonghui.db")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def deeds(data_dir) -> list[str]:
    told = rows(data_dir, "SELECT action FROM audit_entries ORDER BY id")
    return [action for (action,) in told]


class TestAdd:
    def test_adds_an_account_without_the_password_in_the_clear(self, data_dir):
        assert add("li").exit_code == 0

        [(login, secret)] = rows(data_dir, "SELECT login, password_hash FROM officers")
        assert login == "li"
        assert secret.startswith("$argon2id$")
        assert deeds(data_dir) == ["created"]

    def test_takes_no_password_that_every_process_could_read(self):
        done = run("add", "li", "--name", "李干事", "--password", PASSWORD)

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
        status = process.wait(60)
        os.close(ours)
        os.close(theirs)

        assert status == 0
        assert PASSWORD.encode() not in shown

    @pytest.mark.parametrize(
        ("arguments", "password", "reason"),
        [
            (["L i"], PASSWORD, "a login is"),
            (["li"], "short", "a password has"),
            (["li"], "1234567890", "too many people"),
            (["li", "--organisation", "没有的工会"], PASSWORD, "there is no union"),
            (["li", "--skill", "cooking"], PASSWORD, "skills are"),
            (["li", "--role", "chef"], PASSWORD, "chef"),
        ],
    )
    def test_says_what_is_wrong(self, arguments, password, reason):
        done = add(*arguments, password=password)

        assert done.exit_code == 2
        assert reason in done.output

    def test_refuses_a_login_that_exists(self):
        add("li")

        assert add("li").exit_code == 2

    def test_gives_a_part_of_the_tree_and_skills(self, data_dir):
        seed(Settings(_env_file=None, data_dir=data_dir, demo=True), members=0)
        chosen = ("--organisation", STREET, "--skill", "legal_aid", "--role", "lawyer")

        assert add("li", *chosen).exit_code == 0

        listed = run("list").output.splitlines()
        assert f"li\tlawyer\t李干事\t{STREET}\tlegal_aid" in listed


class TestAccounts:
    @pytest.fixture(autouse=True)
    def _two(self):
        add("boss", "--role", "administrator")
        add("li")

    def test_go_through_their_life(self, data_dir):
        given = run("reset-password", "li").output.strip()
        for arguments in (["role", "li", "seat"], ["close", "li"], ["reopen", "li"]):
            assert run(*arguments).exit_code == 0

        assert len(given) == 19
        [found] = rows(
            data_dir, "SELECT role, active, must_choose FROM officers WHERE login='li'"
        )
        assert found == ("seat", 1, 1)
        assert deeds(data_dir)[2:] == [
            "password_reset",
            "changed",
            "closed",
            "reopened",
        ]
        assert given not in str(rows(data_dir, "SELECT * FROM officers"))

    def test_that_are_closed_are_listed_when_asked_for(self):
        run("close", "li")

        assert "li\t" not in run("list").output
        assert "closed" in run("list", "--closed").output

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["close", "boss"], "the last administrator stays"),
            (["role", "boss", "seat"], "the last administrator stays"),
            (["close", "nobody"], "there is no officer"),
        ],
    )
    def test_say_what_can_not_be(self, arguments, reason):
        done = run(*arguments)

        assert done.exit_code == 1
        assert reason in done.output
