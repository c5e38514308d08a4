import pytest
import yaml

from gonghui.cluster.compose import read
from gonghui.places import ROOT
from helpdesk.errors import ConfigurationError


@pytest.fixture
def written():
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


@pytest.fixture
def read_back(tmp_path):
    def read_back(content, **environment):
        path = tmp_path / "compose.yaml"
        path.write_text(yaml.safe_dump(content), "utf-8")
        return read(path, environment)

    return read_back


class TestRead:
    def test_knows_the_whole_file(self, compose):
        assert {"postgres", "redis", "bot", "api", "gateway"} <= set(compose.services)

    @pytest.mark.parametrize(
        ("path", "value", "told"),
        [
            (("services", "bot", "privileged"), True, "services.bot.privileged"),
            (("services", "bot", "image"), None, "services.bot.image"),
            (("services", "bot", "read_only"), False, "services.bot.read_only"),
            (("services", "bot", "cap_drop"), [], "services.bot.cap_drop"),
            (("services", "api", "stop_grace_period"), "1m", "write a duration as 30s"),
            (("services", "api", "healthcheck", "test"), "curl", "begins with CMD"),
            (("services", "api", "deploy", "replicas"), 0, "replicas"),
            (("services", "api", "environment", "A"), 8000, "environment.A"),
            (("configs",), {}, "configs"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, written, read_back, path, value, told):
        part = written
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = value

        with pytest.raises(ConfigurationError, match=r"compose\.yaml: ") as refused:
            read_back(written)

        assert told in str(refused.value)

    def test_fills_in_what_the_environment_says(self, written, read_back):
        found = read_back(written, GONGHUI_SECRETS="/etc/gonghui")

        assert found.secrets["bot_secret"].file == "/etc/gonghui/bot_secret"

    def test_takes_the_default_where_it_says_nothing(self, compose):
        assert compose.secrets["bot_secret"].file == "./secrets/bot_secret"


class TestScaled:
    def test_changes_how_many_there_are(self, compose):
        scaled = compose.scaled({"bot": 3})

        assert scaled.services["bot"].deploy.replicas == 3
        assert scaled.services["api"] == compose.services["api"]

    def test_names_a_service_that_is_none(self, compose):
        with pytest.raises(ConfigurationError, match="no such service: bots"):
            compose.scaled({"bots": 3})


class TestFile:
    """What the file promises, whatever else changes in it."""

    def test_nothing_is_published_but_the_gateway(self, compose):
        published = {name for name, one in compose.services.items() if one.ports}

        assert published == {"gateway"}

    def test_nobody_is_root(self, compose):
        for service in compose.services.values():
            assert service.user not in ("root", "0", "0:0")

    def test_the_bot_is_told_no_database_but_its_own(self, compose):
        bot = compose.services["bot"]

        assert set(bot.secrets) == {"bot_secret", "redis_url", "tracker_url"}
        assert not bot.volumes
        assert not bot.env_file

    def test_the_bot_has_no_way_out(self, compose):
        networks = compose.services["bot"].networks

        assert all(compose.networks[name].internal for name in networks)

    def test_the_gateway_reaches_the_api_alone(self, compose):
        for network in compose.services["gateway"].networks:
            inside = {n for n, s in compose.services.items() if network in s.networks}

            assert inside == {"gateway", "api"}

    def test_every_secret_that_is_read_is_given(self, compose):
        for name, service in compose.services.items():
            read_here = {
                path.rpartition("/")[2]
                for path in (*service.environment.values(), *service.command)
                if path.startswith("/run/secrets/")
            }

            assert read_here <= set(service.secrets) <= set(compose.secrets), name

    def test_whoever_stays_says_how_it_is(self, compose):
        silent = {
            name
            for name, service in compose.services.items()
            if not service.ends and service.healthcheck is None
        }

        assert silent == set()

    def test_one_is_enough_where_state_is_kept_and_too_few_where_it_is_not(
        self, compose
    ):
        replicas = {n: s.deploy.replicas for n, s in compose.services.items()}

        assert {n for n, count in replicas.items() if count > 1} == {
            "actions",
            "api",
            "bot",
            "worker",
        }
