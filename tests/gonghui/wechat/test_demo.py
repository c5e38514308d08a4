import pytest

from gonghui.processes import Ports, children
from gonghui.wechat.demo import demo_wechat
from helpdesk.config import Settings
from helpdesk.notifications.news import NOTICE
from wechat.standin import Account

PORTS = Ports(api=8000, bot=8001, actions=8002, wechat=8003)
SECRETS = ("APP_ID", "APP_SECRET", "TOKEN", "ENCODING_AES_KEY")


@pytest.fixture
def demo():
    return demo_wechat(port=8003, public_url="http://127.0.0.1:8000")


class TestDemoWeChat:
    def test_every_start_has_secrets_of_its_own(self, demo):
        other = demo_wechat(port=8003, public_url="http://127.0.0.1:8000")

        for name in SECRETS:
            variable = f"GONGHUI_WECHAT_{name}"
            assert demo.environment[variable] != other.environment[variable]

    def test_the_assistant_takes_what_it_is_told(self, demo, monkeypatch):
        for name, value in demo.environment.items():
            monkeypatch.setenv(name, value)

        settings = Settings(_env_file=None)

        assert settings.has_wechat
        assert settings.wechat_api_base == "http://127.0.0.1:8003"
        assert NOTICE in settings.wechat_notice_ids

    def test_the_stand_in_takes_it_as_well(self, demo):
        account = Account.from_environment(
            callback="http://127.0.0.1:8000/wechat", environment=demo.environment
        )

        assert account.template_ids

    def test_no_secret_is_in_a_command_line(self, demo):
        line = " ".join(demo.child.command)

        for name in SECRETS:
            assert demo.environment[f"GONGHUI_WECHAT_{name}"] not in line


class TestChildren:
    @pytest.fixture
    def processes(self, demo, monkeypatch, tmp_path):
        monkeypatch.setenv("GONGHUI_WECHAT_APP_ID", "wxREAL000000000001")
        monkeypatch.setenv("GONGHUI_WECHAT_API_BASE", "https://api.weixin.qq.com")
        monkeypatch.setattr("gonghui.processes.bot_python", lambda: "python")
        monkeypatch.setattr(
            "gonghui.processes.trained_model", lambda _: tmp_path / "model"
        )
        settings = Settings(_env_file=None, data_dir=tmp_path, demo=True)
        return {child.name: child for child in children(settings, PORTS, demo)}

    @pytest.mark.parametrize("name", ["api", "worker", "actions"])
    def test_the_operators_own_account_is_not_used(self, processes, demo, name):
        environment = processes[name].environment

        assert environment["GONGHUI_WECHAT_API_BASE"] == demo.address
        assert "wxREAL000000000001" not in environment.values()

    def test_the_bot_is_told_nothing_of_wechat(self, processes):
        assert not [name for name in processes["bot"].environment if "WECHAT" in name]

    def test_without_demo_nobody_plays_wechat(self, monkeypatch, tmp_path):
        monkeypatch.setattr("gonghui.processes.bot_python", lambda: "python")
        monkeypatch.setattr(
            "gonghui.processes.trained_model", lambda _: tmp_path / "model"
        )
        settings = Settings(_env_file=None, data_dir=tmp_path)

        names = {child.name for child in children(settings, PORTS, None)}

        assert names == {"bot", "actions", "api", "worker"}
