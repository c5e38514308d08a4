import json
import sqlite3

import pytest
from typer.testing import CliRunner

from gonghui.officers import officers
from gonghui.privacy import rights
from gonghui.records import database
from helpdesk.errors import ConfigurationError
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER

PASSWORD = "a long enough one"
BY = ("--officer", "li", "--reason", "本人来函要求")


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def records(data_dir):
    assert run("seed", "--members", "20", app=database).exit_code == 0
    account = ("add", "li", "--name", "李干事")
    assert run(*account, app=officers, said=PASSWORD).exit_code == 0
    return data_dir / "gonghui.db"


def run(*arguments: str, app=rights, said: str = ""):
    return CliRunner().invoke(app, arguments, input=said)


def of_the_member(records):
    """Return what the audit log says but for the making of the officer's account."""
    return execute(
        records, "SELECT action FROM audit_entries WHERE subject <> 'officer'"
    )


def execute(records, statement, *values):
    connection = sqlite3.connect(records)
    try:
        with connection:
            return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


class TestExport:
    def test_writes_a_file_for_its_owner_only(self, records, tmp_path):
        out = tmp_path / "book.json"

        done = run("export", "--out", str(out), *BY, said=f"{DEMO_MEMBER.phone}\n")

        book = json.loads(out.read_text("utf-8"))
        assert done.exit_code == 0
        assert book["会员档案"][0]["姓名"] == DEMO_MEMBER.name
        assert out.stat().st_mode & 0o777 == 0o600
        assert DEMO_MEMBER.phone not in done.output
        assert of_the_member(records) == [("exported",)]

    def test_overwrites_nothing(self, records, tmp_path):
        out = tmp_path / "book.json"
        out.write_text("x")

        done = run("export", "--out", str(out), *BY, said=f"{DEMO_MEMBER.phone}\n")

        assert done.exit_code == 2
        assert out.read_text() == "x"

    @pytest.mark.parametrize(
        ("whose", "by", "reason"),
        [
            ("13800138", BY, "not a mobile number"),
            ("1234567890", BY, "no such member"),
            (DEMO_MEMBER.phone, ("--officer", "wu", *BY[2:]), "no such officer"),
            (DEMO_MEMBER.phone, (*BY[:2], "--reason", "x"), "say why"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(self, records, tmp_path, whose, by, reason):
        out = tmp_path / "book.json"

        done = run("export", "--out", str(out), *by, said=f"{whose}\n")

        assert done.exit_code == 1
        assert reason in done.stderr
        assert whose not in done.output
        assert not out.exists()


class TestDelete:
    def test_tells_what_is_kept_and_why(self, records):
        done = run("delete", "--yes", *BY, said=f"{DEMO_MEMBER.phone}\n")

        assert done.exit_code == 0
        assert "会员档案：保留 1 条" in done.output
        assert "依据：个人信息保护法第四十七条" in done.output

    def test_leaves_no_bytes_of_who_left(self, records, data_dir):
        execute(
            records,
            "UPDATE members SET status = 'left', employer = '只此一家电子厂' "
            "WHERE name = ?",
            DEMO_GIG_WORKER.name,
        )
        name = DEMO_GIG_WORKER.name.encode()
        assert name in _disk(data_dir)

        done = run("delete", "--yes", *BY, said=f"{DEMO_GIG_WORKER.phone}\n")

        assert "会员档案：已删除 1 条" in done.output
        assert name not in _disk(data_dir)
        assert "只此一家电子厂".encode() not in _disk(data_dir)

    def test_asks_before_it_does(self, records):
        done = run("delete", *BY, said=f"{DEMO_MEMBER.phone}\nn\n")

        assert done.exit_code == 1
        assert of_the_member(records) == []

    def test_reads_whose_from_standard_input_for_scripts(self, records):
        done = run(
            "delete", "--yes", "--whose", "-", *BY, said=f"{DEMO_MEMBER.phone}\n"
        )

        assert done.exit_code == 0


class TestWithoutRecords:
    def test_makes_none(self, data_dir):
        done = run("delete", "--yes", *BY, said=f"{DEMO_MEMBER.phone}\n")

        assert isinstance(done.exception, ConfigurationError)
        assert not data_dir.exists()


def _disk(data_dir):
    return b"".join(path.read_bytes() for path in data_dir.glob("gonghui.db*"))
