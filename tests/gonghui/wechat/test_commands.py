import pytest
import uvicorn
from typer.testing import CliRunner

from gonghui.wechat.commands import wechat
from helpdesk.errors import ConfigurationError
from tests.asgi_server import listening
from wechat.standin.faults import Fault


@pytest.fixture
def running(network, monkeypatch, tmp_path):
    """WeChat's interface on a real port, and the settings that lead to it."""
    config = uvicorn.Config(network.wechat, port=0, log_level="critical")
    with listening(uvicorn.Server(config)) as port:
        for name, value in {
            "DATA_DIR": str(tmp_path),
            "WECHAT_APP_ID": "wxDEMO000000000001",
            "WECHAT_APP_SECRET": "s" * 32,
            "WECHAT_TOKEN": "AAAAA",
            "WECHAT_ENCODING_AES_KEY": "A" * 43,
            "WECHAT_API_BASE": f"http://127.0.0.1:{port}",
            "PUBLIC_URL": "http://127.0.0.1:9",
        }.items():
            monkeypatch.setenv(f"GONGHUI_{name}", value)
        yield network.wechat.state.world


def run(*arguments):
    return CliRunner().invoke(wechat, arguments)


class TestMenu:
    def test_is_pushed_once(self, running):
        first, second = run("menu", "push"), run("menu", "push")

        assert "add     会员服务 / 我的会籍: click membership" in first.stdout
        assert second.stdout == "nothing changed\n"
        assert running.journal.counts["menu/create ok"] == 1

    def test_show_tells_what_a_push_would_change(self, running):
        empty = run("menu", "show")
        run("menu", "push")
        running.menu["button"][0]["sub_button"][0]["key"] = "old"
        changed = run("menu", "show")

        assert empty.stdout == "WeChat shows no menu\n"
        assert "click old → click membership" in changed.stderr

    def test_an_error_of_wechat_is_one_line_with_what_to_do(self, running):
        running.faults.waiting.append(Fault("stable_token", errcode=40164))

        result = run("menu", "push")

        assert result.exit_code == 1
        assert "put 203.0.113.7 on the IP白名单" in result.stderr
        assert "s" * 32 not in result.output


class TestDoctor:
    def test_what_is_wrong_is_exit_code_one(self, running):
        result = run("doctor")

        assert result.exit_code == 1
        assert "✓ token: WeChat gives one" in result.stdout
        assert "✗ callback" in result.stdout

    def test_no_account_is_a_matter_of_configuration(self, monkeypatch, tmp_path):
        monkeypatch.setenv("GONGHUI_WECHAT_APP_ID", "")
        monkeypatch.chdir(tmp_path)  # no .env

        result = run("doctor")

        assert isinstance(result.exception, ConfigurationError)
