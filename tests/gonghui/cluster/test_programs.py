import sys

import pytest

from gonghui.cluster import programs
from helpdesk.errors import ConfigurationError


class TestFind:
    def test_says_which_package_is_missing(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(programs, "BESIDE", (str(tmp_path),))

        with pytest.raises(ConfigurationError, match="apt-get install nginx"):
            programs.find("nginx")

    def test_looks_where_daemons_lie(self, monkeypatch, tmp_path):
        beside = tmp_path / "sbin"
        beside.mkdir()
        program = beside / "nginx"
        program.touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(programs, "BESIDE", (str(beside),))

        assert programs.find("nginx") == str(program)


class TestCommand:
    def test_every_image_of_ours_has_the_python_of_its_environment(
        self, compose, monkeypatch
    ):
        monkeypatch.setattr(programs, "bot_python", lambda: "rasa's python")

        assert programs.command(compose.services["bot"], ("python", "-m", "bot")) == (
            "rasa's python",
            "-m",
            "bot",
        )
        assert programs.command(compose.services["api"], ("python", "-m", "api")) == (
            sys.executable,
            "-m",
            "api",
        )

    def test_gonghui_is_the_one_that_runs(self, compose):
        words = programs.command(compose.services["worker"], ("gonghui", "worker"))

        assert words == (sys.executable, "-m", "gonghui", "worker")

    def test_every_program_of_the_file_has_a_package(self, compose):
        named = {
            words[0]
            for service in compose.services.values()
            for words in (
                service.command,
                *([service.healthcheck.test] if service.healthcheck else []),
            )
        }

        assert named - {"python", "gonghui"} <= programs.PACKAGES.keys()


class TestEnvironment:
    @pytest.fixture
    def told(self, layout, monkeypatch):
        monkeypatch.setenv("GONGHUI_DATABASE_URL", "postgresql://the/citys")
        monkeypatch.setenv("LANG", "C.UTF-8")

        def told(service):
            given = {"GONGHUI_PUBLIC_URL": "https://example.org"}
            return programs.environment(layout, layout.replicas[service][0], given)

        return told

    @pytest.mark.parametrize("service", ["api", "bot", "migrate"])
    def test_nobody_is_told_of_another_installation(self, told, service):
        assert "GONGHUI_DATABASE_URL" not in told(service)
        assert told(service)["LANG"] == "C.UTF-8"

    def test_settings_reach_who_reads_dot_env(self, told):
        assert told("api")["GONGHUI_PUBLIC_URL"] == "https://example.org"
        assert "GONGHUI_PUBLIC_URL" not in told("bot")
