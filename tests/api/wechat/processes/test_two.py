"""Two processes on one database, SQLite and PostgreSQL: still once, still in order."""

import asyncio
import random
from datetime import timedelta

import pytest

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.deliveries import deliveries
from helpdesk.models import Conversation, Message, Reply
from tests.api.conftest import says
from tests.api.wechat.conftest import OPENID, OTHER, settled, taking


class TestOnce:
    async def test_four_deliveries_to_two_processes_are_one(self, pair, bot, followed):
        bot.answer = taking(0.2)

        got = await asyncio.gather(
            *(pair[n % 2].say("你好", number=1) for n in range(4))
        )

        assert len({one.body for one in got}) == 1
        assert got[0].text == "您说的是：你好"
        assert bot.texts == ["你好"]
        assert await followed.count(Message) == 1
        assert await followed.count(Conversation) == 1

    async def test_first_words_of_a_new_follower_begin_one_conversation(
        self, pair, bot, followed
    ):
        await asyncio.gather(*(pair[n % 2].say(f"第{n}句") for n in range(6)))

        await settled(lambda: len(bot.asked) == 6, within=30)  # some were late
        assert await followed.count(Conversation) == 1

    async def test_success_in_one_is_success_in_the_other(
        self, late_pair, bot, followed
    ):
        first = await late_pair[0].say("你好", number=1)
        again = await late_pair[1].say("你好", number=1)

        assert first.text is again.text is None
        await settled(lambda: len(bot.asked) == 1)
        assert len(await followed.waiting()) == 1

    @pytest.mark.parametrize("got_as_far_as_the_words", [False, True])
    async def test_what_a_dead_process_left_is_taken_over(
        self, pair, bot, followed, got_as_far_as_the_words
    ):
        conversation = await followed.conversation()
        async with unit_of_work(followed.sessions) as session:
            await deliveries.claim(session, "77", conversation.identity_id)
            if got_as_far_as_the_words:
                left = await conversations.receive(
                    session, conversation, message_id="77", text="你好"
                )
                left.received_at -= timedelta(minutes=1)

        got = [await one.say("你好", number=77) for one in pair]

        assert got[0].text == "您说的是：你好"
        assert got[1].body == got[0].body
        assert bot.texts == ["你好"]

    async def test_what_a_dead_process_had_answered_is_not_asked_again(
        self, pair, bot, followed
    ):
        conversation = await followed.conversation()
        async with unit_of_work(followed.sessions) as session:
            await deliveries.claim(session, "77", conversation.identity_id)
            left = await conversations.receive(
                session, conversation, message_id="77", text="你好"
            )
            await conversations.answer(session, left, [Reply("您好！")])

        assert (await pair[1].say("你好", number=77)).text == "您好！"
        assert bot.asked == []


class TestOrder:
    async def test_what_another_process_is_answering_goes_first(self, pair, bot):
        async def answer(question):
            await asyncio.sleep(0.6 if question["text"] == "第一句" else 0)
            return says(question["text"])

        bot.answer = answer
        first = asyncio.create_task(pair[0].say("第一句"))
        await settled(lambda: bool(bot.asked))

        second = await pair[1].say("第二句")

        assert first.done()
        assert (await first).text == "第一句"
        assert second.text == "第二句"
        assert bot.texts == ["第一句", "第二句"]

    async def test_nothing_overtakes_what_another_process_left_to_the_worker(
        self, pair, late_pair, followed
    ):
        assert (await late_pair[0].say("第一句")).text is None

        assert (await pair[0].say("第二句")).text is None

        keys = [item.request_key for item in await followed.waiting()]
        assert keys == [f"answer:{m.id}" for m in await followed.messages()]
        await followed.send_all()
        assert (await pair[0].say("第三句")).text == "您说的是：第三句"

    async def test_random_delays_change_neither_order_nor_number(
        self, pair, bot, followed
    ):
        chance = random.Random(12351)  # noqa: S311 - the same delays every time

        async def answer(question):
            await asyncio.sleep(chance.uniform(0, 0.1))
            return says(question["text"])

        bot.answer = answer

        async def talk(wechat, openid):
            return [
                (await wechat.say(f"{openid} {n}", openid=openid)).text
                for n in range(10)
            ]

        one, other = await asyncio.gather(talk(pair[0], OPENID), talk(pair[1], OTHER))

        assert one == [f"{OPENID} {n}" for n in range(10)]
        assert other == [f"{OTHER} {n}" for n in range(10)]
        assert await followed.count(Message) == 20

    async def test_a_burst_to_one_process_is_asked_in_order(self, pair, bot, followed):
        chance = random.Random(12351)  # noqa: S311

        async def answer(question):
            await asyncio.sleep(chance.uniform(0, 0.3))
            return says(question["text"])

        bot.answer = answer

        got = await asyncio.gather(*(pair[0].say(str(n)) for n in range(12)))
        await settled(lambda: len(bot.asked) == 12)

        assert bot.texts == [str(n) for n in range(12)]
        passive = [one.text for one in got if one.text]
        assert passive == [str(n) for n in range(len(passive))]
        assert len(await followed.waiting()) == 12 - len(passive)
