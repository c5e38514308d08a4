import asyncio
import time

import pytest

from api.wechat.receiver import Receiver
from helpdesk.errors import ConfigurationError
from helpdesk.models import Base, Delivery, Follower, Identity, Message
from tests.api.wechat.conftest import KEY, OPENID, TOKEN, WECHAT, taking, xml
from wechat.crypto import signature


def signed(**more):
    moment = str(int(time.time()))
    query = {"timestamp": moment, "nonce": "1514711492"}
    return query | {"signature": signature(TOKEN, moment, "1514711492")} | more


@pytest.fixture
async def recorded(followed):
    async def recorded():
        models: list[type[Base]] = [Delivery, Follower, Identity, Message]
        return sum([await followed.count(model) for model in models])

    return recorded


class TestVerify:
    async def test_echoes_what_wechat_signed(self, client):
        response = await client.get("/wechat", params=signed(echostr="5928041"))

        assert response.status_code == 200
        assert response.text == "5928041"
        assert response.headers["content-type"].startswith("text/plain")

    @pytest.mark.parametrize(
        "query", [{}, signed(), signed(echostr="1", nonce="2"), {"echostr": "1"}]
    )
    async def test_refuses_everybody_else_without_a_word(self, client, query):
        response = await client.get("/wechat", params=query)

        assert response.status_code == 403
        assert response.content == b""
        assert response.headers["content-type"].startswith("text/plain")


class TestDeliver:
    async def test_refuses_who_is_not_wechat_and_records_nothing(
        self, client, recorded, caplog
    ):
        body = xml(OPENID, "text", Content="你好", MsgId=1).encode()

        response = await client.post("/wechat?openid=oDEMO", content=body)

        assert response.status_code == 403
        assert response.content == b""
        assert await recorded() == 0
        assert "delivery refused: BadXml" in caplog.text

    async def test_refuses_a_body_that_is_too_large_in_plain(self, client, recorded):
        declared = await client.post("/wechat", content=b"x" * 1_000_000)

        async def endless():
            for _ in range(100):
                yield b"x" * 10_000
            pytest.fail("was read to its end")

        streamed = await client.post("/wechat", content=endless())

        for response in (declared, streamed):
            assert response.status_code == 413
            assert response.content == b""
            assert response.headers["content-type"].startswith("text/plain")
        assert await recorded() == 0

    @pytest.mark.parametrize(
        "inside",
        [
            "",
            "<xml>",
            "no xml",
            "<!DOCTYPE a><xml/>",
            "<xml><ToUserName>a</ToUserName></xml>",
            xml(OPENID, "text", Content="你好", MsgId="not a number"),
            xml(OPENID, "hologram", MsgId=7),
            xml(OPENID, "event", Event="guess"),
        ],
    )
    async def test_takes_what_it_cannot_read_and_records_nothing(
        self, wechat, recorded, inside
    ):
        got = await wechat.deliver(inside)

        assert (got.status, got.body) == (200, b"success")
        assert await recorded() == 0

    async def test_answers_a_fault_with_words_and_not_with_an_error(
        self, wechat, monkeypatch, caplog, said
    ):
        async def fail(*_):
            raise RuntimeError("王小明 13800138000")

        monkeypatch.setattr(Receiver, "_record", fail)

        assert (await wechat.say("你好")).text == said.failed
        assert "RuntimeError at fail (" in caplog.text
        assert "13800138000" not in caplog.text

    async def test_answers_again_when_the_fault_has_passed(
        self, wechat, monkeypatch, said
    ):
        async def fail(*_):
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr(Receiver, "_record", fail)
            await wechat.say("你好", number=1)

        assert (await wechat.say("你好", number=1)).text == "您说的是：你好"

    async def test_logs_neither_query_nor_words(self, wechat, caplog):
        caplog.set_level("DEBUG", logger="api")

        await wechat.say("老板拖欠工资")

        assert "POST /wechat 200" in caplog.text
        for hidden in (OPENID, "msg_signature", "老板"):
            assert hidden not in caplog.text

    async def test_is_not_there_where_no_account_is_configured(
        self, make_settings, serve, connect
    ):
        async with serve(make_settings()) as app, connect(app) as client:
            for response in (await client.get("/wechat"), await client.post("/wechat")):
                assert response.status_code == 404
                assert response.content == b""


class TestStart:
    @pytest.mark.parametrize("key", [None, "too short", KEY + "="])
    async def test_is_refused_without_a_key_where_the_mode_needs_one(
        self, make_settings, serve, key
    ):
        settings = make_settings(**(WECHAT | {"wechat_encoding_aes_key": key}))

        with pytest.raises(ConfigurationError, match="ENCODING_AES_KEY") as refused:
            async with serve(settings):
                pass
        assert key is None or key not in str(refused.value)

    async def test_waits_at_the_end_for_what_is_under_way(
        self, settings, serve, open_wechat, bot, followed
    ):
        bot.answer = taking(0.3)
        async with serve(settings) as app:
            cut = asyncio.create_task(open_wechat(app).say("你好"))
            while not bot.asked:
                await asyncio.sleep(0.01)
            cut.cancel()

        [message] = await followed.messages()
        assert message.replies[0].text == "您说的是：你好"
        assert (await followed.count(Delivery)) == 1
