import pytest

from actions.door import Door
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

SECRET = "a-secret-between-processes"


def settings(**changes):
    return Settings(_env_file=None, **changes)


class TestDoor:
    @pytest.mark.parametrize("host", ["10.1.0.7", "::"])
    def test_opens_to_a_network_only_with_a_secret(self, host):
        with pytest.raises(ConfigurationError, match="GONGHUI_BOT_SECRET"):
            Door(settings(actions_host=host))

        assert Door(settings(actions_host=host, bot_secret=SECRET))

    def test_needs_no_secret_on_this_machine(self):
        assert Door(settings())


class Knock:
    """As much of a request as the door looks at."""

    def __init__(self, path="/webhook", **headers):
        self.path, self.headers = path, headers


class TestAsk:
    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"Authorization": ""},
            {"Authorization": "Bearer "},
            {"Authorization": "Bearer wrong"},
            {"Authorization": f"Basic {SECRET}"},
            {"Authorization": SECRET},
            {"Authorization": "Bearer 口令"},
        ],
    )
    async def test_turns_away_who_does_not_know_the_secret(self, given):
        door = Door(settings(bot_secret=SECRET))

        assert (await door._ask(Knock(**given))).status == 401

    async def test_lets_bots_in_and_tells_anybody_that_it_is_well(self):
        door = Door(settings(bot_secret=SECRET))

        assert await door._ask(Knock(Authorization=f"Bearer {SECRET}")) is None
        assert await door._ask(Knock("/health")) is None

    async def test_without_a_secret_everybody_on_this_machine_may_call(self):
        assert await Door(settings())._ask(Knock()) is None
