import pytest

from gonghui.processes import Ports, children
from helpdesk.config import Settings

PORTS = Ports(api=8000, bot=1, actions=2, wechat=3)
NAME = "GONGHUI_METRICS_PORT"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What each process is told, by its name and a setting's."""
    monkeypatch.setattr("gonghui.processes.bot_python", lambda: tmp_path)
    monkeypatch.setattr("gonghui.processes.trained_model", lambda _: tmp_path)

    def environments(**settings: object) -> dict[str, dict[str, str]]:
        of = Settings(_env_file=None, data_dir=tmp_path, **settings)
        return {one.name: dict(one.environment) for one in children(of, PORTS, None)}

    return environments


class TestChildren:
    def test_give_their_figures_on_ports_of_their_own(self, told):
        found = told(metrics_port=9100)

        ports = [found[name][NAME] for name in ("actions", "worker", "bot")]
        assert ports == ["9100", "9101", "9102"]

    def test_give_none_unless_they_are_asked_to(self, told):
        found = told()

        assert {found[name][NAME] for name in ("actions", "worker", "bot")} == {"0"}

    def test_all_write_the_log_alike(self, told):
        found = told(log_format="json")

        assert {one["GONGHUI_LOG_FORMAT"] for one in found.values()} == {"json"}
