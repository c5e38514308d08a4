import asyncio

import httpx
import pytest
from pydantic import SecretStr

from api.gateway.bot import Bot, BotBroken, BotDown, BotLate, Question
from tests.api.conftest import SECRET, says

QUESTION = Question(
    sender="thread", text="你好", message_id="m1", channel="chat", today="2026-07-15"
)


@pytest.fixture
async def client(bot):
    client = Bot(
        "http://bot", secret=SecretStr(SECRET), transport=httpx.MockTransport(bot)
    )
    yield client
    await client.close()


class TestAsk:
    async def test_sends_what_the_channel_of_the_bot_reads(self, client, bot):
        await client.ask(QUESTION, within=1)

        assert bot.asked == [
            {
                "sender": "thread",
                "text": "你好",
                "message_id": "m1",
                "channel": "chat",
                "today": "2026-07-15",
                "danger": None,
                "aspect": None,
                "stops": False,
                "wish": None,
                "explain": False,
                "heard": False,
                "whereabouts": False,
                "alternatives": [],
            }
        ]
        assert bot.headers[0]["authorization"] == f"Bearer {SECRET}"

    async def test_reads_messages_buttons_and_what_was_understood(self, client, bot):
        bot.will(
            says(
                {"text": "在职吗？", "buttons": [{"title": "是", "payload": "是"}]},
                intent="report_unpaid_wages",
            )
        )

        answer = await client.ask(QUESTION, within=1)

        assert answer.messages[0].text == "在职吗？"
        assert answer.messages[0].buttons[0].payload == "是"
        assert answer.understood.intent == "report_unpaid_wages"

    @pytest.mark.parametrize("understood", [{}, {"intent": None, "confidence": 0}])
    async def test_an_answer_counts_though_nothing_was_understood(
        self, client, bot, understood
    ):
        content = {"messages": [{"text": "您好"}], "understood": understood}
        bot.will(httpx.Response(200, json=content))

        answer = await client.ask(QUESTION, within=1)

        assert answer.messages[0].text == "您好"
        assert answer.understood.intent is None

    async def test_is_late_when_the_budget_is_spent(self, client, bot):
        async def sleep(_):
            await asyncio.sleep(5)

        bot.answer = sleep

        with pytest.raises(BotLate):
            await client.ask(QUESTION, within=0.02)

    @pytest.mark.parametrize(
        "error",
        [
            httpx.ConnectError("refused"),
            httpx.RemoteProtocolError("cut off"),
            httpx.ReadError("reset"),
        ],
    )
    async def test_is_down_when_the_connection_fails(self, client, bot, error):
        bot.will(error)

        with pytest.raises(BotDown):
            await client.ask(QUESTION, within=1)

    async def test_is_down_when_really_nobody_listens(self):
        client = Bot("http://127.0.0.1:9", secret=None)

        with pytest.raises(BotDown):
            await client.ask(QUESTION, within=3)
        await client.close()

    @pytest.mark.parametrize(
        ("response", "why"),
        [
            (httpx.Response(500, text="Traceback"), "status 500"),
            (httpx.Response(401), "status 401"),
            (httpx.Response(302, headers={"location": "/"}), "status 302"),
            (httpx.Response(200, text="<html>"), "no JSON"),
            (httpx.Response(200, content=b"\xff\xfe\x00"), "no JSON"),
            (httpx.Response(200, json=[]), "unexpected"),
            (httpx.Response(200, json={"messages": []}), "unexpected messages"),
            (httpx.Response(200, json={"messages": [{"text": ""}]}), "unexpected"),
            (httpx.Response(200, json={"messages": [{"text": None}]}), "unexpected"),
            (httpx.Response(200, json={"messages": ["你好"]}), "unexpected"),
        ],
    )
    async def test_is_broken_when_the_answer_is_none(self, client, bot, response, why):
        bot.will(response)

        with pytest.raises(BotBroken, match=why):
            await client.ask(QUESTION, within=1)

    async def test_the_error_does_not_quote_the_answer(self, client, bot):
        bot.will(httpx.Response(200, json={"messages": [{"text": ["13800138000"]}]}))

        with pytest.raises(BotBroken) as caught:
            await client.ask(QUESTION, within=1)

        assert "13800138000" not in str(caught.value)
