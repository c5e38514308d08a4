"""What officers say reaches the page that asks for it."""

import pytest

from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.officers import officers


@pytest.fixture
async def key(say):
    return (await say("你好"))["conversation"]


@pytest.fixture
def desk(sessions, key):
    """Move the floor as the console does."""

    async def move(*steps):
        async with unit_of_work(sessions) as session:
            conversation = await conversations.by_key(session, key)
            officer = await officers.by_login(session, "xiaoli") or await officers.add(
                session, login="xiaoli", name="小李", password="a-long-password"
            )
            for step, *words in steps:
                await step(session, conversation, officer.id, *words)

    return move


async def ask(client, key, after=0):
    answer = await client.get(
        "/chat/messages", params={"conversation": key, "after": after}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestNews:
    async def test_are_none_while_the_bot_answers(self, client, key):
        told = await ask(client, key)

        assert told == {"conversation": key, "floor": "bot", "messages": []}

    async def test_tell_the_place_of_who_waits(self, client, key, sessions):
        async with unit_of_work(sessions) as session:
            found = await conversations.by_key(session, key)
            await floor.queue(session, found, reason="转人工")

        told = await ask(client, key)

        assert (told["floor"], told["place"]) == ("queued", 1)

    async def test_bring_the_officers_words_once(self, client, key, desk):
        await desk((floor.take,), (floor.answer, "您好，我来帮您"))

        told = await ask(client, key)
        assert [m["move"] for m in told["messages"]] == ["taken", "said"]
        assert told["messages"][-1]["text"] == "您好，我来帮您"

        again = await ask(client, key, told["messages"][-1]["id"])
        assert (again["floor"], again["messages"]) == ("officer", [])

    async def test_tell_that_the_bot_answers_again(self, client, key, desk, say, bot):
        await desk((floor.take,), (floor.return_,))

        assert (await ask(client, key))["messages"][-1]["move"] == "returned"
        assert (await say("会费怎么交", conversation=key))["floor"] == "bot"
        assert bot.texts[-1] == "会费怎么交"

    async def test_name_no_officer(self, client, key, desk):
        await desk((floor.take,), (floor.answer, "在的"))

        assert "小李" not in str(await ask(client, key))

    async def test_are_shown_again_after_a_reload(self, client, key, desk):
        await desk((floor.take,), (floor.answer, "在的"))

        past = (await client.get(f"/chat/conversations/{key}")).json()

        assert [m.get("text") for m in past["messages"]] == [None, "在的"]

    @pytest.mark.parametrize("key_", ["nobody", "a/b", "x" * 200])
    async def test_are_nobodys_without_the_key(self, client, key_):
        answer = await client.get("/chat/messages", params={"conversation": key_})

        assert answer.status_code == 404

    async def test_are_refused_for_an_odd_mark(self, client, key):
        answer = await client.get(
            "/chat/messages", params={"conversation": key, "after": "-1"}
        )

        assert answer.status_code == 422
