"""A database that is away for a while: nobody who wrote need know of it."""

import time

import pytest
from sqlalchemy import make_url

from api.wechat import routes
from tests.api.wechat.conftest import WECHAT, followed_in
from tests.helpdesk.wire import wire_to

BRIEF = {"wechat_answer_within": 0.5}


@pytest.fixture
async def wire(cluster):
    async with wire_to(cluster.port) as wire:
        yield wire


@pytest.fixture
async def wechat(wire, make_settings_of_either, serve, open_wechat):
    settings = make_settings_of_either(**WECHAT, **BRIEF)
    async with serve(_by(wire, settings)) as app:
        yield open_wechat(app)


@pytest.fixture
async def followed(make_settings_of_either):
    async with followed_in(make_settings_of_either()) as followed:
        yield followed


def _by(wire, settings):
    url = make_url(settings.database_url).set(port=wire.port)
    return settings.model_copy(
        update={"database_url": url.render_as_string(hide_password=False)}
    )


@pytest.fixture(autouse=True)
def hangs_up_soon(monkeypatch):
    monkeypatch.setattr(routes, "HANGS_UP", 1.2)


@pytest.mark.parametrize("make_settings_of_either", ["postgresql"], indirect=True)
class TestAway:
    async def test_what_has_no_answer_is_delivered_again_and_answered_once(
        self, wechat, wire, followed
    ):
        await wire.cut()
        begun = time.monotonic()

        first = await wechat.say("你好", number=1)

        assert first.status == 503
        assert time.monotonic() - begun >= routes.HANGS_UP - 0.1
        await wire.mend()
        assert (await wechat.say("你好", number=1)).text == "您说的是：你好"
        assert [one.text for one in await followed.messages()] == ["你好"]

    async def test_who_wrote_is_told_when_wechat_will_not_come_again(
        self, wechat, wire, said
    ):
        await wire.cut()
        long_ago = int(time.time()) - 10

        last = await wechat.say("你好", CreateTime=long_ago)

        assert last.text == said.failed
