import json
import os
import stat

import pytest

from gonghui.cluster import folder
from helpdesk.errors import ConfigurationError


@pytest.fixture
def made(layout):
    folder.make(layout.folder)
    return layout


class TestMake:
    def test_says_which_folder_is_shut_to_the_database(self, tmp_path, monkeypatch):
        monkeypatch.setattr(folder.database, "owner", lambda: "postgres")
        shut = tmp_path / "shut"
        shut.mkdir(mode=0o700)

        with pytest.raises(ConfigurationError, match="is shut to postgres"):
            folder.make(shut / "cluster")

    def test_keeps_secrets_from_others(self, made):
        for name in ("secrets", "run"):
            mode = (made.folder / name).stat().st_mode
            assert stat.S_IMODE(mode) == 0o700

    def test_what_was_told_at_the_last_start_is_gone(self, made):
        (made.folder / "run" / "old").touch()

        folder.make(made.folder)

        assert not (made.folder / "run" / "old").exists()


class TestWriteSecrets:
    def test_every_secret_of_the_file_is_there_and_ours_alone(self, made):
        folder.write_secrets(made, {})

        for name in made.compose.secrets:
            mode = made.secret(name).stat().st_mode
            assert stat.S_IMODE(mode) == 0o600, name

    def test_they_name_the_ports_of_this_start(self, made):
        folder.write_secrets(made, {})

        (server,) = made.addresses("postgres")
        assert f"@{server}/gonghui" in made.secret("database_url").read_text()

    def test_what_is_kept_knows_no_port(self, made):
        folder.write_secrets(made, {})

        kept = (made.folder / "secrets" / "database_url").read_text()
        assert "@postgres:5432/gonghui" in kept

    def test_a_second_start_has_the_same_keys(self, made):
        folder.write_secrets(made, {})
        before = made.secret("field_keys").read_text()

        folder.make(made.folder)
        folder.write_secrets(made, {})

        assert made.secret("field_keys").read_text() == before

    def test_a_secret_that_somebody_else_knows_is_theirs(self, made):
        folder.write_secrets(made, {"GONGHUI_WECHAT_TOKEN": "the stand-in's"})

        assert made.secret("wechat_token").read_text() == "the stand-in's"


class TestWriteState:
    def test_tells_who_runs_where(self, made):
        pids = {"bot-1": 77}

        folder.write_state(made, pids.get, {"gateway": "http://127.0.0.1:1"})

        state = json.loads((made.folder / folder.STATE).read_text())
        assert state["pid"] == os.getpid()
        assert state["addresses"] == {"gateway": "http://127.0.0.1:1"}
        bot, other = [p for p in state["processes"] if p["service"] == "bot"]
        assert bot == {
            "name": "bot-1",
            "service": "bot",
            "pid": 77,
            "ports": made.replicas["bot"][0].ports,
        }
        assert other["pid"] is None
