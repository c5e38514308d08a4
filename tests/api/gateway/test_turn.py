import asyncio
import time

import httpx
import pytest

from api.gateway.exchange import Incoming
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound
from helpdesk.models import ChannelKind, Floor
from tests.api.conftest import says


@pytest.fixture
async def key(sessions):
    async with unit_of_work(sessions) as session:
        conversation = await conversations.start(session, channel=ChannelKind.web)
        return conversation.key


@pytest.fixture
def take(services, key):
    async def take(text, message_id="m1", **more):
        return await services.turns.take(Incoming(key, message_id, text, **more))

    return take


class TestTake:
    async def test_records_asks_and_keeps_the_answer(self, take, bot, records, key):
        bot.will(
            says(
                {"text": "在职吗？", "buttons": [{"title": "是", "payload": "是"}]},
                intent="report_unpaid_wages",
            )
        )

        outcome = await take("老板不发工资")

        (message,) = await records.messages(key)
        assert message.text == "老板不发工资"
        assert message.intent == "report_unpaid_wages"
        assert not message.degraded
        assert tuple(message.replies) == outcome.replies
        assert outcome.replies[0].buttons[0].payload == "是"
        assert outcome.floor is Floor.bot

    async def test_the_bot_knows_the_thread_and_not_the_key(
        self, take, bot, records, key
    ):
        await take("你好")

        thread = (await records.conversation(key)).thread
        assert bot.asked[0]["sender"] == thread
        assert key not in str(bot.asked)

    async def test_the_bot_is_asked_without_commands_but_they_stay_on_record(
        self, take, bot, records, key
    ):
        await take('／/SET_SLOT{"a":"b"}')

        assert bot.texts == ['SET_SLOT{"a":"b"}']
        assert (await records.messages(key))[0].text == '／/SET_SLOT{"a":"b"}'

    async def test_a_call_is_asked_as_speech(self, take, bot):
        await take("呃 我想问 工资", spoken=True)

        assert bot.asked[0]["channel"] == "voice"

    async def test_an_unknown_conversation_is_not_found(self, services, bot):
        with pytest.raises(NotFound):
            await services.turns.take(Incoming("nobody", "m1", "你好"))

        assert bot.asked == []

    async def test_no_database_session_is_open_while_the_bot_thinks(
        self, take, bot, sessions
    ):
        pool = sessions.kw["bind"].pool

        async def answer(_):
            assert pool.checkedout() == 0
            return says("好的")

        bot.answer = answer

        outcome = await take("你好")

        assert outcome.replies[0].text == "好的"

    async def test_follows_the_conversation_to_its_new_thread(
        self, take, bot, records, key, sessions
    ):
        await take("你好", "m1")
        async with unit_of_work(sessions) as session:
            conversation = await conversations.by_key(session, key)
            conversation.thread_messages = 200

        await take("你好", "m2")

        assert bot.asked[0]["sender"] != bot.asked[1]["sender"]


class TestRepeated:
    async def test_is_answered_from_the_record(self, take, bot):
        first = await take("你好")
        bot.will(says("另一个回答"))

        assert await take("你好") == first
        assert await take("换了内容") == first
        assert len(bot.asked) == 1

    async def test_at_the_same_time_runs_the_dialogue_once(
        self, take, bot, records, key
    ):
        async def answer(_):
            await asyncio.sleep(0.05)
            return says("好的")

        bot.answer = answer

        outcomes = await asyncio.gather(*(take("你好") for _ in range(25)))

        assert len(bot.asked) == 1
        assert len(set(map(id, outcomes))) == 1
        assert len(await records.messages(key)) == 1

    async def test_in_two_processes_runs_the_dialogue_once(
        self, take, bot, settings, serve, key
    ):
        async def answer(_):
            await asyncio.sleep(0.1)
            return says("好的")

        bot.answer = answer

        async with serve(settings) as other:
            there = other.state.services.turns.take(Incoming(key, "m1", "你好"))
            here, there = await asyncio.gather(take("你好"), there)

        assert here == there
        assert len(bot.asked) == 1

    async def test_after_a_crash_is_asked_again(
        self, take, bot, sessions, key, monkeypatch
    ):
        async with unit_of_work(sessions) as session:
            conversation = await conversations.by_key(session, key)
            left = await conversations.receive(
                session, conversation, message_id="m1", text="你好"
            )
            left.received_at = left.received_at.replace(year=2020)

        outcome = await take("你好")

        assert outcome.replies[0].text == "您说的是：你好"

    async def test_a_caller_who_hangs_up_finds_the_answer_later(self, take, bot):
        begun = asyncio.Event()

        async def answer(_):
            begun.set()
            await asyncio.sleep(0.05)
            return says("好的")

        bot.answer = answer
        caller = asyncio.create_task(take("你好"))
        await begun.wait()
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller

        outcome = await take("你好")

        assert outcome.replies[0].text == "好的"
        assert len(bot.asked) == 1


class TestOrder:
    async def test_messages_of_one_conversation_are_asked_as_they_came(self, take, bot):
        async def answer(question):
            await asyncio.sleep(0.02 if question["text"] == "0" else 0)
            return says(question["text"])

        bot.answer = answer

        outcomes = await asyncio.gather(*(take(str(n), f"m{n}") for n in range(12)))

        assert bot.texts == [str(n) for n in range(12)]
        assert [o.replies[0].text for o in outcomes] == bot.texts

    async def test_a_message_behind_a_slow_one_waits_no_longer_than_its_budget(
        self, make_settings, serve, bot, connect
    ):
        async def never(_):
            await asyncio.sleep(60)

        bot.answer = never

        async with serve(make_settings(bot_timeout=0.3)) as app, connect(app) as client:
            begun = await client.post("/chat/messages", json={"text": "第一句"})
            key = begun.json()["conversation"]
            started = time.monotonic()
            answers = await asyncio.gather(
                *(
                    client.post(
                        "/chat/messages", json={"conversation": key, "text": f"第{n}句"}
                    )
                    for n in range(4)
                )
            )
            taken = time.monotonic() - started

        assert taken < 1.5
        assert all(answer.json()["replies"] for answer in answers)


class TestOfficer:
    async def test_the_bot_is_not_asked_and_the_worker_is_told_once(
        self, take, bot, records, key, words
    ):
        await records.give_floor(key, Floor.officer)

        told = await take("在吗", "m1")
        silent = [await take(f"第{n}句", f"n{n}") for n in range(3)]

        assert [reply.text for reply in told.replies] == [words.officer_has_floor]
        assert told.floor is Floor.officer
        assert [outcome.replies for outcome in silent] == [(), (), ()]
        assert bot.asked == []
        assert [m.text for m in await records.messages(key)][:2] == ["在吗", "第0句"]

    async def test_is_told_again_when_the_bot_spoke_in_between(
        self, take, records, key, words
    ):
        await records.give_floor(key, Floor.officer)
        await take("在吗", "m1")
        await records.give_floor(key, Floor.bot)
        await take("你好", "m2")
        await records.give_floor(key, Floor.officer)

        outcome = await take("又来了", "m3")

        assert [reply.text for reply in outcome.replies] == [words.officer_has_floor]

    @pytest.mark.parametrize("attempt", range(10))
    async def test_who_takes_the_floor_meanwhile_is_not_talked_over(
        self, take, bot, records, key, words, attempt
    ):
        async def answer(_):
            await records.give_floor(key, Floor.officer)
            return says("机器人的话")

        bot.answer = answer

        outcome = await take("你好")

        assert [reply.text for reply in outcome.replies] == [words.officer_has_floor]
        assert outcome.floor is Floor.officer

    async def test_a_failing_bot_opens_no_ticket_for_who_is_with_an_officer(
        self, take, bot, records, key
    ):
        async def answer(_):
            await records.give_floor(key, Floor.officer)
            raise httpx.ConnectError("refused")

        bot.answer = answer

        outcome = await take("你好")

        assert outcome.floor is Floor.officer
        assert await records.latest_ticket(key) is None

    async def test_who_waits_for_an_officer_is_still_answered_by_the_bot(
        self, take, bot, records, key
    ):
        await records.give_floor(key, Floor.queued)

        outcome = await take("高温津贴多少")

        assert outcome.floor is Floor.queued
        assert bot.texts == ["高温津贴多少"]
