import os
import stat
from urllib.parse import urlsplit

import pytest
import yaml
from typer.testing import CliRunner

from gonghui.cli import app
from gonghui.places import ROOT
from gonghui.secret_files import GIVEN, NOT_OURS, made, write
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.keys import load_keys
from wechat.crypto import Cipher


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestMade:
    def test_is_what_compose_names(self):
        compose = yaml.safe_load((ROOT / "compose.yaml").read_text())

        assert set(made()) == set(compose["secrets"])

    def test_no_two_installations_share_one(self):
        one, other = made(), made()

        assert {name for name in one if one[name] == other[name]} == {GIVEN}

    def test_keys_are_keys(self):
        texts = made()

        settings = Settings(
            field_keys=texts["field_keys"], lookup_key=texts["lookup_key"]
        )

        assert list(load_keys(settings).field_keys) == ["k1"]

    def test_wechat_takes_what_is_ours_to_choose(self):
        texts = made()

        Cipher(texts["wechat_encoding_aes_key"], "wx0123456789abcdef")
        assert texts["wechat_token"].isalnum()
        assert len(texts["wechat_token"]) <= 32

    def test_addresses_need_no_escapes(self):
        texts = made(postgres="127.0.0.1:5432")

        records, dialogues = (
            urlsplit(texts[f"{one}_url"]) for one in ("database", "tracker")
        )

        assert (records.hostname, records.port, records.path) == (
            *("127.0.0.1", 5432),
            "/gonghui",
        )
        assert records.password != dialogues.password
        assert "%" not in texts["database_url"]

    def test_redis_lets_in_who_knows_the_address(self):
        texts = made()

        assert f">{urlsplit(texts['redis_url']).password} " in texts["redis_users"]


class TestWrite:
    def test_nobody_else_reads_them(self, tmp_path):
        write(made(), tmp_path / "secrets")

        assert mode(tmp_path / "secrets") == 0o700
        assert {mode(file) for file in (tmp_path / "secrets").iterdir()} == {0o600}

    def test_what_is_there_stays_as_it_is(self, tmp_path):
        (tmp_path / "field_keys").write_text("k9:old")

        new = write(made(), tmp_path)

        assert "field_keys" not in new
        assert (tmp_path / "field_keys").read_text() == "k9:old"

    def test_a_group_reads_them_where_it_is_asked_for(self, tmp_path):
        write(made(), tmp_path / "secrets", group=os.getgid())

        assert mode(tmp_path / "secrets") == 0o750
        assert mode(tmp_path / "secrets" / "bot_secret") == 0o640

    def test_what_was_half_written_is_written_anew(self, tmp_path):
        (tmp_path / ".bot_secret.new").write_text("half")

        write(made(), tmp_path)

        assert (tmp_path / "bot_secret").read_text() != "half"
        assert not list(tmp_path.glob(".*"))

    def test_a_folder_that_is_a_file_is_told(self, tmp_path):
        (tmp_path / "secrets").write_text("")

        with pytest.raises(ConfigurationError, match=r"secrets.*: Not a directory"):
            write(made(), tmp_path / "secrets")


class TestCommand:
    def test_shows_names_and_no_secret(self, tmp_path):
        done = CliRunner().invoke(app, ["secrets", "init", str(tmp_path)])

        shown = [
            file.name for file in tmp_path.iterdir() if file.read_text() in done.stdout
        ]
        assert done.exit_code == 0
        assert f"{GIVEN}: write the account's AppSecret into it" in done.stdout
        assert (tmp_path / GIVEN).read_text() == NOT_OURS
        assert shown == []
