import asyncio

import httpx
import pytest

from api.gateway.bots import BotBroken, BotDown, BotLate, NotBegun, Question
from api.gateway.bots.client import TOLERATED, Bot
from api.gateway.bots.places import as_written
from tests.api.conftest import SECRET, says

QUESTION = Question(
    sender="thread", text="你好", message_id="m1", channel="chat", today="2026-07-15"
)


@pytest.fixture
async def client(bot):
    async with httpx.MockTransport(bot) as transport:
        place = as_written(httpx.URL("http://bot"))
        yield Bot(place, token=SECRET, transport=transport)


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
        async with httpx.AsyncHTTPTransport() as transport:
            place = as_written(httpx.URL("http://127.0.0.1:9"))
            client = Bot(place, token="", transport=transport)

            with pytest.raises(NotBegun):
                await client.ask(QUESTION, within=3)

    async def test_had_not_begun_when_it_takes_no_messages(self, client, bot):
        bot.will(httpx.Response(503, json={"reason": "draining"}))

        with pytest.raises(NotBegun):
            await client.ask(QUESTION, within=1)
        assert not client.is_in

    async def test_may_have_begun_when_the_connection_broke(self, client, bot):
        bot.will(httpx.ReadError("reset"))

        with pytest.raises(BotDown) as caught:
            await client.ask(QUESTION, within=1)

        assert not isinstance(caught.value, NotBegun)
        assert not client.is_in

    async def test_is_out_after_several_answers_that_are_none(self, client, bot):
        bot.will(httpx.Response(500))
        was_in = []

        for _ in range(TOLERATED):
            was_in.append(client.is_in)
            with pytest.raises(BotBroken):
                await client.ask(QUESTION, within=1)

        assert was_in == [True] * TOLERATED
        assert not client.is_in

    async def test_an_answer_in_between_counts_anew(self, client, bot):
        for _ in range(TOLERATED):
            bot.will(httpx.Response(500))
            with pytest.raises(BotBroken):
                await client.ask(QUESTION, within=1)
            bot.answer = None
            await client.ask(QUESTION, within=1)

        assert client.is_in

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


class TestLook:
    async def test_learns_which_model_answers_and_asks_no_dialogue(self, client, bot):
        assert await client.look(within=1)

        assert client.model == "stand-in"
        assert bot.asked == []

    async def test_brings_back_who_was_out_on_probation(self, client, bot):
        bot.will(httpx.Response(503))
        with pytest.raises(NotBegun):
            await client.ask(QUESTION, within=1)
        bot.will(httpx.Response(500))

        assert await client.look(within=1)
        assert client.is_in
        with pytest.raises(BotBroken):
            await client.ask(QUESTION, within=1)
        assert not client.is_in

    @pytest.mark.parametrize(
        "response",
        [
            httpx.Response(503, json={"reason": "draining"}),
            httpx.Response(401, json={"reason": "wrong secret"}),
            httpx.Response(404),
            httpx.Response(200, text="<html>"),
            httpx.Response(200, json=[]),
            httpx.Response(200, json={"model": None}),
        ],
    )
    async def test_takes_out_who_does_not_say_that_it_is_ready(self, response):
        async with httpx.MockTransport(lambda _: response) as transport:
            client = Bot(
                as_written(httpx.URL("http://bot")), token="", transport=transport
            )

            assert not await client.look(within=1)

        assert not client.is_in

    async def test_takes_out_who_hangs(self):
        async def hang(_):
            await asyncio.sleep(30)

        async with httpx.MockTransport(hang) as transport:
            client = Bot(
                as_written(httpx.URL("http://bot")), token="", transport=transport
            )

            assert not await client.look(within=0.02)
