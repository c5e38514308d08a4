"""Two processes of the gateway on one database, SQLite and PostgreSQL."""

import pytest

from tests.api.wechat.conftest import WECHAT, followed_in

LATE = {"wechat_answer_within": 0.0}
"""Every answer is late."""


@pytest.fixture
def settings(make_settings_of_either):
    return make_settings_of_either(**WECHAT)


@pytest.fixture
async def pair(settings, serve, open_wechat):
    async with serve(settings) as one, serve(settings) as other:
        yield open_wechat(one), open_wechat(other)


@pytest.fixture
async def late_pair(settings, serve, open_wechat):
    late = settings.model_copy(update=LATE)
    async with serve(late) as one, serve(late) as other:
        yield open_wechat(one), open_wechat(other)


@pytest.fixture
async def followed(settings):
    async with followed_in(settings) as followed:
        yield followed
