import pytest


@pytest.fixture
def told(layout):
    def told(service, text, number=1):
        return layout.told(text, layout.replicas[service][number - 1])

    return told


class TestTold:
    def test_a_service_is_called_at_all_its_processes(self, layout, told):
        one, two = layout.addresses("bot")

        assert told("api", "http://bot:5005") == f"http://{one},http://{two}"

    def test_what_follows_an_address_follows_each(self, layout, told):
        one, two = layout.addresses("actions")

        said = told("bot", "http://actions:5055/webhook")

        assert said == f"http://{one}/webhook,http://{two}/webhook"

    def test_a_password_before_an_address_stays(self, layout):
        (server,) = layout.addresses("postgres")

        said = layout.located("postgresql://api:8000@postgres:5432/postgres")

        assert said == f"postgresql://api:8000@{server}/postgres"

    @pytest.mark.parametrize("number", [1, 2])
    def test_each_process_listens_on_a_port_of_its_own(self, layout, told, number):
        port = layout.replicas["api"][number - 1].port

        assert told("api", "8000", number) == str(port)
        assert told("api", "http://127.0.0.1:8000/healthz", number) == (
            f"http://127.0.0.1:{port}/healthz"
        )

    def test_another_number_is_no_port(self, told):
        assert told("api", "18000 80001") == "18000 80001"

    def test_nobody_listens_beyond_this_machine(self, layout, told):
        port = layout.replicas["gateway"][0].port

        assert told("gateway", "0.0.0.0:8080") == f"127.0.0.1:{port}"

    def test_secrets_lie_in_the_clusters_folder(self, layout, told):
        said = told("bot", "/run/secrets/bot_secret")

        assert said == str(layout.secret("bot_secret"))

    def test_a_volume_is_a_folder_that_processes_share(self, layout, told):
        assert told("api", "/var/lib/gonghui") == str(layout.volume("data"))
        assert told("worker", "/var/lib/gonghui") == str(layout.volume("data"))

    def test_each_process_has_its_own_scratch_folder(self, layout, told):
        one, other = (told("bot", "/tmp", number) for number in (1, 2))  # noqa: S108 - a container's

        assert one != other
        assert str(layout.folder) in one

    def test_a_path_within_another_is_no_path(self, told):
        assert told("bot", "/elsewhere/tmp") == "/elsewhere/tmp"
        assert told("bot", "/application") == "/application"

    def test_the_model_is_the_one_that_was_trained(self, layout, told):
        assert told("bot", "/app/model/gonghui.tar.gz") == str(layout.model)

    def test_what_is_neither_stays_as_it_is(self, told):
        assert told("api", "bot/endpoints.yml, api and 工会") == (
            "bot/endpoints.yml, api and 工会"
        )


class TestLayOut:
    def test_no_two_have_one_port(self, layout):
        ports = [port for one in layout.all() for port in one.ports.values()]

        assert len(ports) == len(set(ports))

    def test_names_are_those_of_docker_compose(self, layout):
        assert [one.name for one in layout.replicas["bot"]] == ["bot-1", "bot-2"]
