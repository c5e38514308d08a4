import asyncio
import json

import httpx
import pytest

from helpdesk.models import Floor
from tests.api.conftest import says

LONG_ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def post(client):
    async def post(body, content_type="application/json"):
        headers = {"Content-Type": content_type} if content_type else {}
        return await client.post("/chat/messages", content=body, headers=headers)

    return post


class TestAnswer:
    async def test_has_the_shape_of_the_contract(self, say, bot):
        button = {"title": "转人工", "payload": "转人工"}
        bot.will(says("您好", {"text": "还要别的吗？", "buttons": [button]}))

        answer = await say("你好")

        assert set(answer) == {"conversation", "replies", "floor"}
        assert len(answer["conversation"]) == 22
        assert answer["replies"] == [
            {"text": "您好"},
            {"text": "还要别的吗？", "buttons": [button]},
        ]
        assert answer["floor"] == "bot"

    async def test_goes_on_in_the_same_conversation(self, say, bot):
        first = await say("你好")

        second = await say("再见", conversation=first["conversation"])

        assert second["conversation"] == first["conversation"]
        assert bot.asked[0]["sender"] == bot.asked[1]["sender"]

    async def test_tells_who_has_the_floor(self, say, records):
        key = (await say("转人工"))["conversation"]
        await records.give_floor(key, Floor.queued)

        assert (await say("在吗", conversation=key))["floor"] == "queued"

    async def test_tells_in_demo_mode_what_was_understood(
        self, make_settings, serve, connect, bot
    ):
        bot.will(says("您好", intent="greet"))
        async with serve(make_settings(demo=True)) as app, connect(app) as client:
            answer = await client.post("/chat/messages", json={"text": "你好"})

        assert answer.json()["understood"] == {"intent": "greet", "confidence": 0.9}

    async def test_markup_comes_back_as_it_was_in_json(self, say, bot):
        bot.will(says("<script>alert(1)</script>"))

        answer = await say("<img src=x onerror=alert(1)>")

        assert answer["replies"] == [{"text": "<script>alert(1)</script>"}]
        assert bot.texts == ["<img src=x onerror=alert(1)>"]

    @pytest.mark.parametrize(
        "text",
        ["😀😀😀", "/restart", "工\x00会", "EXTERNAL: x", "%s {{7*7}}", "1" * 2000],
    )
    async def test_what_is_odd_but_said_is_answered(self, say, text):
        assert (await say(text))["replies"]


class TestRefused:
    @pytest.mark.parametrize(
        ("body", "text"),
        [
            (b"", "request_not_an_object"),
            (b"{", "request_unreadable"),
            (b'{"text": "a\xff"}', "request_unreadable"),
            (b'{"text": ' + b"9" * 5000 + b"}", "request_unreadable"),
            (b"[" * 3000, "request_unreadable"),
            (b"[]", "request_not_an_object"),
            (b'"text"', "request_not_an_object"),
            (b"null", "request_not_an_object"),
            (b"{}", "text_missing"),
            (b'{"text": ""}', "text_missing"),
            (b'{"text": " \\n\\t\\u3000"}', "text_missing"),
            (b'{"text": "\\u200b\\u200b"}', "text_missing"),
            (b'{"text": "\\u0000"}', "text_missing"),
            (b'{"text": "/"}', "text_missing"),
            (b'{"text": null}', "text_not_a_string"),
            (b'{"text": 7}', "text_not_a_string"),
            (b'{"text": ["a"]}', "text_not_a_string"),
            (b'{"text": "\\ud83d"}', "text_unreadable"),
            (b'{"text": "\\ude00 and more"}', "text_unreadable"),
            (b'{"text": "a", "conversation": {}}', "conversation_unreadable"),
            (b'{"text": "a", "message_id": 5}', "message_id_unreadable"),
            (b'{"text": "a", "message_id": ""}', "message_id_unreadable"),
            (b'{"text": "a", "message_id": "a b"}', "message_id_unreadable"),
            (b'{"text": "a", "message_id": "\\ud83d"}', "message_id_unreadable"),
            (
                b'{"text": "a", "message_id": "' + b"a" * 129 + b'"}',
                "message_id_unreadable",
            ),
        ],
    )
    async def test_with_the_reason_in_chinese(self, post, bot, words, body, text):
        response = await post(body)

        assert response.status_code == 422
        assert response.json() == {"detail": getattr(words, text)}
        assert bot.asked == []

    @pytest.mark.parametrize("length", [2_001, 10_000])
    async def test_what_is_too_long(self, post, bot, length):
        response = await post(json.dumps({"text": "长" * length}).encode())

        assert response.status_code == 422
        assert "2000" in response.json()["detail"]
        assert bot.asked == []

    @pytest.mark.parametrize(
        "content_type", [None, "text/plain", "multipart/form-data"]
    )
    async def test_what_another_site_could_post_unasked(
        self, post, content_type, words
    ):
        response = await post(b'{"text": "a"}', content_type)

        assert response.status_code == 422
        assert response.json() == {"detail": words.request_not_an_object}

    async def test_a_megabyte(self, post, words):
        response = await post(b'{"text": "' + b"a" * 1_000_000 + b'"}')

        assert response.status_code == 413
        assert response.json() == {"detail": words.request_too_large}

    async def test_a_megabyte_of_undeclared_length(self, client, words):
        async def stream():
            yield b'{"text": "'
            for _ in range(100):
                yield b"a" * 10_000

        response = await client.post(
            "/chat/messages",
            content=stream(),
            headers={"Content-Type": "application/json"},
        )

        assert response.status_code == 413
        assert response.json() == {"detail": words.request_too_large}


class TestRepeated:
    async def test_gives_the_same_answer(self, say, bot):
        first = await say("你好", message_id="m1")
        bot.will(says("别的"))

        again = await say("你好", message_id="m1", conversation=first["conversation"])

        assert again == first
        assert len(bot.asked) == 1

    async def test_at_once_runs_the_dialogue_once(self, say, bot):
        key = (await say("你好"))["conversation"]

        async def answer(_):
            await asyncio.sleep(0.05)
            return says("好的")

        bot.answer = answer
        answers = await asyncio.gather(
            *(say("会费", message_id="m2", conversation=key) for _ in range(20))
        )

        assert all(answer == answers[0] for answer in answers)
        assert bot.texts == ["你好", "会费"]

    async def test_the_first_message_at_once_begins_one_conversation(self, say, bot):
        answers = await asyncio.gather(
            *(say("你好", message_id=LONG_ID) for _ in range(10))
        )

        assert len({answer["conversation"] for answer in answers}) == 1
        assert len(bot.asked) == 1

    async def test_a_lost_first_answer_is_found_again(self, say, bot):
        first = await say("你好", message_id=LONG_ID)

        assert await say("你好", message_id=LONG_ID) == first
        assert len(bot.asked) == 1

    async def test_a_guessable_id_opens_nobody_elses_conversation(self, say):
        mine = await say("你好", message_id="1")

        assert (await say("你好", message_id="1"))["conversation"] != mine[
            "conversation"
        ]

    async def test_without_an_id_every_message_counts(self, say, bot):
        key = (await say("是"))["conversation"]

        await say("是", conversation=key)

        assert bot.texts == ["是", "是"]

    async def test_the_same_id_in_another_conversation_is_another_message(
        self, say, bot
    ):
        await say("你好", message_id="m1")

        await say(
            "你好", message_id="m1", conversation=(await say("a"))["conversation"]
        )

        assert len(bot.asked) == 3


class TestUnknownConversation:
    @pytest.mark.parametrize(
        "key",
        ["", "gone", "A" * 22, "x" * 5000, "../../etc", "a\x00b", "钥匙"],
    )
    async def test_begins_a_new_one(self, say, records, key):
        answer = await say("你好", conversation=key)

        assert answer["conversation"] != key
        assert len(await records.messages(answer["conversation"])) == 1


class TestLimits:
    async def test_one_conversation_may_not_flood(self, stranger, bot):
        key = (await stranger.post("/chat/messages", json={"text": "你好"})).json()
        body = {"text": "催", "conversation": key["conversation"]}

        statuses = [
            (await stranger.post("/chat/messages", json=body)).status_code
            for _ in range(25)
        ]

        assert statuses[:20] == [200] * 20
        assert set(statuses[20:]) == {429}
        assert len(bot.asked) == 21

    async def test_one_address_may_not_flood(self, stranger, connect, app):
        async def begin(client):
            return await client.post("/chat/messages", json={"text": "/"})

        statuses = [(await begin(stranger)).status_code for _ in range(130)]
        refused = await stranger.get("/chat/conversations/gone")
        async with connect(app, "203.0.113.8") as other:
            elsewhere = await begin(other)

        assert statuses.count(422) == 130, "what is refused for its form is not counted"
        assert refused.status_code == 404
        assert elsewhere.status_code == 422

    async def test_history_cannot_be_guessed_at_speed(self, stranger):
        statuses = [
            (await stranger.get(f"/chat/conversations/{n}")).status_code
            for n in range(300)  # more than a slow machine is given back meanwhile
        ]

        assert statuses[:120] == [404] * 120
        assert 429 in statuses[120:]

    async def test_the_machine_itself_is_not_limited(self, client, connect, app):
        async with connect(app, "::1") as loopback:
            for somebody in (client, loopback):
                for n in range(130):
                    response = await somebody.get(f"/chat/conversations/{n}")
                    assert response.status_code == 404


class TestLog:
    async def test_holds_nothing_a_worker_wrote(self, client, bot, caplog):
        caplog.set_level("DEBUG", logger="api")
        secret = "我叫王小明13800138000"
        answer = await client.post("/chat/messages", json={"text": secret})
        key = answer.json()["conversation"]
        bot.will(httpx.Response(200, json={"messages": [{"text": [secret]}]}))
        await client.post("/chat/messages", json={"text": secret, "conversation": key})
        await client.get(f"/chat/conversations/{key}?name={secret}")
        await client.post("/chat/messages", content=secret.encode())

        logged = caplog.text
        assert "POST /chat/messages 200" in logged
        assert "GET /chat/conversations/{key} 200" in logged
        assert "did not answer: broken" in logged
        for hidden in ("王小明", "13800138000", key):
            assert hidden not in logged
