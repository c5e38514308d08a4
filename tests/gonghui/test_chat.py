import json

import httpx

from gonghui.chat import chosen, converse, render
from gonghui.client import Button, Reply, Talk, Turn

OFFERED = (Reply("要转人工吗？", (Button("要", "转人工"), Button("不要", "不是"))),)


class TestChosen:
    def test_a_number_presses_the_button(self):
        assert chosen("1", OFFERED) == "转人工"
        assert chosen(" 2 ", OFFERED) == "不是"

    def test_a_number_without_such_a_button_is_said(self):
        assert chosen("3", OFFERED) == "3"
        assert chosen("0", OFFERED) == "0"
        assert chosen("²", OFFERED) == "²"
        assert chosen("1", ()) == "1"

    def test_words_are_said(self):
        assert chosen(" 你好 ", OFFERED) == "你好"


class TestRender:
    def test_numbers_buttons_through_all_bubbles(self):
        turn = Turn(200, (*OFFERED, *OFFERED))

        assert "[4] 不要" in render(turn)

    def test_shows_why_a_message_was_refused(self):
        assert "太长" in render(Turn(422, (), error="消息太长"))


class TestConverse:
    async def test_keeps_the_conversation_and_survives_lost_messages(self, capsys):
        seen = []

        def answer(request: httpx.Request) -> httpx.Response:
            body = json.loads(request.content)
            seen.append(body)
            if body["text"] == "断线":
                raise httpx.ConnectError("gone")
            reply = {"text": "收到", "buttons": [{"title": "好", "payload": "好的"}]}
            return httpx.Response(
                200, json={"conversation": "c1", "replies": [reply], "floor": "bot"}
            )

        async def lines():
            for line in ("你好", "", "断线", "1", "/quit", "never said"):
                yield line

        client = httpx.AsyncClient(
            base_url="http://assistant", transport=httpx.MockTransport(answer)
        )
        async with client:
            await converse(Talk(client), lines())

        assert [body["text"] for body in seen] == ["你好", "断线", "好的"]
        assert [body.get("conversation") for body in seen] == [None, "c1", "c1"]
        assert "not delivered" in capsys.readouterr().out
