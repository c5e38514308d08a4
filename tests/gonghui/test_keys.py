import json
import sqlite3

import pytest
from typer.testing import CliRunner

from gonghui.keys import keys
from gonghui.records import database
from helpdesk.errors import ConfigurationError

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def records(data_dir):
    assert run("seed", "--members", "20", app=database).exit_code == 0
    return data_dir / "gonghui.db"


def run(*arguments: str, app=keys, said: str | None = None):
    return CliRunner().invoke(app, arguments, input=said)


def kept(data_dir):
    return json.loads((data_dir / "keys.json").read_text())


def under(records, head: bytes) -> int:
    connection = sqlite3.connect(records)
    try:
        sealed = connection.execute("SELECT id_number FROM members").fetchall()
    finally:
        connection.close()
    return sum(value.startswith(head) for (value,) in sealed)


class TestWholeRotation:
    def test_leaves_every_record_under_the_new_key(self, records, data_dir):
        assert run("rotate").exit_code == 0
        assert "k2: 0 values, seals and opens" in run("status").output
        assert run("retire", "k1").exit_code == 1
        assert under(records, b"\x02k1") == 20

        assert run("reseal", "--batch", "7").exit_code == 0
        assert run("retire", "k1").exit_code == 0

        assert under(records, b"\x02k2") == 20
        assert kept(data_dir)["field_keys"].startswith("k2:")
        assert "k1" not in kept(data_dir)["field_keys"]
        assert kept(data_dir)["retired_keys"].startswith("k1:")
        assert "k1" not in run("status").output

    def test_shows_no_key(self, records, data_dir):
        output = "".join(run(*command).output for command in (["rotate"], ["status"]))

        secrets = [
            entry.split(":")[1] for entry in kept(data_dir)["field_keys"].split(",")
        ]
        assert len(secrets) == 2
        assert not any(secret in output for secret in secrets)

    def test_leaves_no_draft_behind(self, records, data_dir):
        run("rotate")

        assert not [
            p
            for p in data_dir.iterdir()
            if p.name.startswith(".keys.json.") and p.suffix != ".lock"
        ]
        assert (data_dir / "keys.json").stat().st_mode & 0o777 == 0o600


class TestRetire:
    @pytest.mark.parametrize("name", ["k1", "k9"])
    def test_refuses_the_current_key_and_one_it_does_not_know(self, records, name):
        done = run("retire", name)

        assert done.exit_code != 0


class TestEnvironmentKeys:
    @pytest.fixture(autouse=True)
    def environment(self, monkeypatch, records, data_dir):
        monkeypatch.setenv("GONGHUI_FIELD_KEYS", kept(data_dir)["field_keys"])

    def test_rotate_prints_an_entry_to_put_first(self, data_dir):
        before = kept(data_dir)

        done = run("rotate")

        assert done.stdout.startswith("k2:")
        assert "GONGHUI_FIELD_KEYS" in done.stderr
        assert kept(data_dir) == before

    def test_retire_says_where_the_key_comes_from(self):
        done = run("retire", "k0")

        assert isinstance(done.exception, ConfigurationError)
        assert "change it there" in str(done.exception)


class TestRehash:
    def test_asks_whether_the_assistant_stands_still(self, records):
        assert run("rehash").exit_code == 2

    def test_makes_the_new_key_the_one_in_use(self, records, data_dir):
        before = kept(data_dir)["lookup_key"]

        assert run("rehash", "--stopped").exit_code == 0

        assert kept(data_dir)["lookup_key"] != before
        assert "next_lookup_key" not in kept(data_dir)
        assert "lookup key: fits" in run("status").output

    def test_goes_on_with_the_key_it_had_prepared(self, records, data_dir):
        path = data_dir / "keys.json"
        path.write_text(json.dumps(kept(data_dir) | {"next_lookup_key": KEY}))

        assert run("rehash", "--stopped").exit_code == 0

        assert kept(data_dir)["lookup_key"] == KEY

    def test_takes_a_key_by_hand_where_it_comes_from_the_environment(
        self, records, data_dir, monkeypatch
    ):
        monkeypatch.setenv("GONGHUI_LOOKUP_KEY", kept(data_dir)["lookup_key"])

        assert run("rehash", "--stopped", said=f"{KEY}\n").exit_code == 0
        assert run("status").exit_code == 1
        monkeypatch.setenv("GONGHUI_LOOKUP_KEY", KEY)

        assert "lookup key: fits" in run("status").output

    def test_refuses_a_key_that_is_none(self, records, data_dir, monkeypatch):
        monkeypatch.setenv("GONGHUI_LOOKUP_KEY", kept(data_dir)["lookup_key"])

        done = run("rehash", "--stopped", said="short\n")

        assert isinstance(done.exception, ConfigurationError)


class TestWithoutRecords:
    @pytest.mark.parametrize("command", [["status"], ["rotate"], ["reseal"]])
    def test_makes_no_keys_for_nothing(self, data_dir, command):
        done = run(*command)

        assert isinstance(done.exception, ConfigurationError)
        assert list(data_dir.iterdir()) == []
