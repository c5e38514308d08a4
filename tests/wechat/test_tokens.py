"""The token is fetched seldom, shared by processes, and forced within limits."""

import json

import httpx
import pytest

from tests.wechat.interface import APP_ID, OPENID, SECRET
from wechat.client import Client
from wechat.errors import ApiError, Unreachable
from wechat.tokens import Token


class TestToken:
    async def test_is_fetched_once(self, client, wechat):
        for _ in range(3):
            await client.send_text(OPENID, "好")

        (asked,) = wechat.asked("stable_token")
        assert json.loads(asked.content) == {
            "grant_type": "client_credential",
            "appid": APP_ID,
            "secret": SECRET,
            "force_refresh": False,
        }

    async def test_another_process_may_have_fetched_it(self, client, wechat, store):
        store.token = Token("theirs", wechat.at + 7200, wechat.at)

        assert await client.token() == "theirs"

    async def test_is_fetched_anew_five_minutes_before_its_end(self, client, wechat):
        await client.token()
        wechat.at += 7200 - 301
        assert await client.token() == "T1"

        wechat.at += 1

        assert await client.token() == "T2"

    async def test_a_short_one_is_not_fetched_for_every_call(self, client, wechat):
        wechat.expires_in = 120
        for _ in range(5):
            await client.token()

        assert wechat.tokens == 1

    async def test_a_refused_one_is_forced_once_and_the_call_made_again(
        self, client, wechat
    ):
        await client.token()
        wechat.at += 30
        wechat.accepted = "T2"

        await client.send_text(OPENID, "好")

        assert json.loads(wechat.asked("stable_token")[1].content)["force_refresh"]
        assert len(wechat.asked("custom/send")) == 2

    async def test_one_that_another_process_fetched_is_tried_first(
        self, client, wechat, store
    ):
        await client.token()
        wechat.accepted = "theirs"
        refused = store.token
        store.token = Token("theirs", wechat.at + 7200, wechat.at)
        store.load = iter_loads(refused, store.token)

        await client.send_text(OPENID, "好")

        assert wechat.tokens == 1

    async def test_is_never_asked_for_without_end(self, client, wechat):
        await client.token()
        wechat.accepted = "none that is given out"
        for _ in range(10):
            with pytest.raises(ApiError):
                await client.send_text(OPENID, "好")
        assert wechat.tokens == 1  # fetched less than 30 s ago
        wechat.at += 30

        for _ in range(10):
            with pytest.raises(ApiError):
                await client.send_text(OPENID, "好")

        assert wechat.tokens == 2

    async def test_is_forced_twenty_times_a_day_at_most(self, client, wechat):
        await client.token()
        wechat.accepted = "none that is given out"
        for _ in range(30):
            wechat.at += 31
            with pytest.raises(ApiError):
                await client.send_text(OPENID, "好")
        assert wechat.tokens == 1 + 20

        wechat.at += 86_400
        for _ in range(2):
            wechat.at += 31
            with pytest.raises(ApiError):
                await client.send_text(OPENID, "好")

        assert wechat.tokens == 1 + 20 + 1 + 1  # the old one was over; then forced

    @pytest.mark.parametrize(
        "said", [{}, {"access_token": ""}, {"access_token": "T", "expires_in": "7200"}]
    )
    async def test_an_answer_without_one_is_no_answer(self, wechat, store, said):
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=said))
        client = Client(
            APP_ID, SECRET, base="https://x", tokens=store, transport=transport
        )

        with pytest.raises(Unreachable):
            await client.token()

        await client.close()
        assert store.token is None

    def test_is_not_shown(self):
        assert "hidden" not in repr(Token("hidden", 0, 0))


def iter_loads(*tokens):
    """Return what loads one token after the other, as another process saves them."""
    left = list(tokens)

    async def load():
        return left.pop(0) if len(left) > 1 else left[0]

    return load
