import httpx
import pytest

from helpdesk.models import Floor
from tests.api.conftest import says


@pytest.fixture
def history(client):
    async def history(key):
        response = await client.get(f"/chat/conversations/{key}")
        assert response.status_code == 200, response.text
        return response.json()

    return history


class TestHistory:
    async def test_shows_the_talk_again_in_order(self, say, history, bot):
        button = {"title": "是", "payload": "是"}
        bot.will(says({"text": "在职吗？", "buttons": [button]}))
        key = (await say("老板不发工资", message_id="m1"))["conversation"]
        await say("是", message_id="m2", conversation=key)

        seen = await history(key)

        assert seen["conversation"] == key
        assert seen["floor"] == "bot"
        assert [turn["text"] for turn in seen["turns"]] == ["老板不发工资", "是"]
        assert [turn["message_id"] for turn in seen["turns"]] == ["m1", "m2"]
        assert seen["turns"][0]["replies"] == [
            {"text": "在职吗？", "buttons": [button]}
        ]
        assert seen["turns"][0]["at"].endswith("Z")

    async def test_masks_phone_and_id_number(self, say, history):
        text = "我的手机是13800138000，身份证44030019900307001X"
        key = (await say(text))["conversation"]

        turn = (await history(key))["turns"][0]

        assert "138****8000" in turn["text"]
        assert "19900307" not in turn["text"]

    async def test_masks_what_a_summary_repeats(self, say, history, bot):
        bot.will(says({"text": "请核对一下：电话13800138000，都对吗？"}))
        told = await say("我要入会")

        turn = (await history(told["conversation"]))["turns"][0]

        assert "13800138000" in told["replies"][0]["text"]
        assert turn["replies"] == [{"text": "请核对一下：电话138****8000，都对吗？"}]

    async def test_tells_who_has_the_floor(self, say, history, records):
        key = (await say("转人工"))["conversation"]
        await records.give_floor(key, Floor.officer)

        assert (await history(key))["floor"] == "officer"

    async def test_says_nothing_of_the_model_outside_demo_mode(self, say, history):
        key = (await say("你好"))["conversation"]

        assert "understood" not in (await history(key))["turns"][0]

    async def test_tells_a_message_that_was_left_unanswered(
        self, say, history, records
    ):
        key = (await say("转人工"))["conversation"]
        await records.give_floor(key, Floor.officer)
        await say("一", conversation=key)
        await say("二", conversation=key)

        assert (await history(key))["turns"][2]["replies"] == []

    @pytest.mark.parametrize(
        "key", ["gone", "A" * 22, "a" * 5000, "%00", "钥匙", "a.b"]
    )
    async def test_an_unknown_key_is_not_found(self, client, words, key):
        response = await client.get(f"/chat/conversations/{key}")

        assert response.status_code == 404
        assert response.json() == {"detail": words.conversation_not_found}

    async def test_is_not_kept_by_any_cache(self, say, client):
        key = (await say("你好"))["conversation"]

        response = await client.get(f"/chat/conversations/{key}")

        assert response.headers["cache-control"] == "no-store"

    async def test_reads_while_somebody_writes(self, say, history, sessions):
        key = (await say("你好"))["conversation"]
        async with sessions() as writer:
            await writer.connection()  # SQLite: begins as a writer

            assert (await history(key))["turns"]

    async def test_a_degraded_answer_is_shown_as_given(self, say, history, bot):
        bot.will(httpx.ConnectError("refused"))
        told = await say("你好")

        turn = (await history(told["conversation"]))["turns"][0]

        assert turn["replies"] == told["replies"]
