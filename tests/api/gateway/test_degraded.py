import asyncio
import re
import time
from datetime import timedelta

import httpx
import pytest

from api.gateway.bots import BotBusy
from helpdesk import clock
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.identity.levels import PROVED
from helpdesk.numbers import in_groups
from helpdesk.seed import seed
from helpdesk.tickets import UNREAD, tickets
from tests.api.conftest import says

FAILURES = [
    httpx.ConnectError("refused"),
    httpx.ReadError("reset"),
    httpx.Response(500),
    httpx.Response(200, text="kein JSON"),
    httpx.Response(200, json={"messages": []}),
]


class TestKeep:
    @pytest.mark.parametrize("failure", FAILURES)
    async def test_the_message_becomes_a_ticket_whose_number_is_told(
        self, say, bot, records, failure
    ):
        bot.will(failure)

        answer = await say("老板三个月没发工资了，我在龙华")

        key = answer["conversation"]
        ticket = await records.latest_ticket(key)
        assert ticket.category == UNREAD
        assert ticket.details == {"message": "老板三个月没发工资了，我在龙华"}
        assert "老板三个月没发工资了" in ticket.subject
        assert in_groups(ticket.number) in answer["replies"][0]["text"]
        assert "110" in answer["replies"][0]["text"]
        (message,) = await records.messages(key)
        assert message.degraded

    async def test_is_told_in_time_when_the_bot_hangs(
        self, make_settings, serve, bot, connect
    ):
        async def never(_):
            await asyncio.sleep(60)

        async with serve(make_settings(bot_timeout=0.2)) as app, connect(app) as client:
            await client.post("/chat/messages", json={"text": "你好"})  # all is loaded
            bot.answer = never
            begun = time.monotonic()
            answer = await client.post("/chat/messages", json={"text": "会费怎么交"})
            taken = time.monotonic() - begun

        assert taken < 1
        assert re.search(r"\d{6} \d{3} \d{3}", answer.json()["replies"][0]["text"])

    async def test_what_follows_is_added_to_the_same_ticket(self, say, bot, records):
        bot.will(httpx.ConnectError("refused"))
        key = (await say("老板不发工资"))["conversation"]

        answer = await say("我的电话 13800138000", conversation=key)

        ticket = await records.latest_ticket(key)
        assert ticket.details == {"message": "老板不发工资"}
        assert await records.notes(ticket) == ["我的电话 13800138000"]
        assert in_groups(ticket.number) in answer["replies"][0]["text"]

    async def test_a_settled_ticket_takes_no_more(self, say, bot, records, sessions):
        bot.will(httpx.ConnectError("refused"))
        key = (await say("老板不发工资"))["conversation"]
        first = await records.latest_ticket(key)
        async with unit_of_work(sessions) as session:
            await tickets.withdraw(session, first, "已解决")

        await say("又不发了", conversation=key)

        second = await records.latest_ticket(key)
        assert second.number != first.number

    async def test_a_ticket_of_another_matter_is_left_alone(
        self, say, bot, records, sessions
    ):
        key = (await say("你好"))["conversation"]
        async with unit_of_work(sessions) as session:
            other = await tickets.open(
                session,
                category="report_unpaid_wages",
                subject="欠薪",
                conversation=await records.conversation(key),
                message_id="m0",
            )
        bot.will(httpx.ConnectError("refused"))

        await say("还有一件事", conversation=key)

        assert (await records.latest_ticket(key)).number != other.number

    async def test_a_repeated_message_opens_no_second_ticket(self, say, bot, records):
        bot.will(httpx.ConnectError("refused"))
        first = await say("老板不发工资", message_id="a" * 32)

        again = await say(
            "老板不发工资", message_id="a" * 32, conversation=first["conversation"]
        )

        assert again == first
        ticket = await records.latest_ticket(first["conversation"])
        assert await records.notes(ticket) == []

    async def test_a_late_answer_is_not_sent_after_all(
        self, make_settings, serve, bot, connect
    ):
        async def late(_):
            await asyncio.sleep(0.15)
            return says("太晚的话")

        bot.answer = late

        async with serve(make_settings(bot_timeout=0.1)) as app, connect(app) as client:
            post = client.post
            told = await post("/chat/messages", json={"text": "你好"})
            await asyncio.sleep(0.1)
            key = told.json()["conversation"]
            seen = (await client.get(f"/chat/conversations/{key}")).json()

        assert seen["turns"][0]["replies"] == told.json()["replies"]
        assert "太晚的话" not in str(seen)

    async def test_the_talk_goes_on_when_the_bot_is_back(self, say, bot):
        bot.will(httpx.ConnectError("refused"))
        key = (await say("你好"))["conversation"]
        bot.answer = None

        answer = await say("你好", conversation=key)

        assert answer["replies"][0]["text"] == "您说的是：你好"

    async def test_a_proved_members_ticket_is_the_members(
        self, say, bot, records, sessions, make_settings
    ):
        seed(make_settings(demo=True), members=3)
        key = (await say("你好"))["conversation"]
        async with unit_of_work(sessions) as session:
            conversation = await conversations.by_key(session, key)
            conversation.member_id, conversation.level = 1, PROVED
            conversation.level_until = clock.now() + timedelta(minutes=5)
        bot.will(httpx.ConnectError("refused"))

        await say("老板不发工资", conversation=key)

        assert (await records.latest_ticket(key)).member_id == 1

    async def test_personal_data_does_not_stand_in_the_subject(self, say, bot, records):
        bot.will(httpx.ConnectError("refused"))

        answer = await say("我叫王小明，电话13800138000，公司欠薪" + "很久" * 60)

        ticket = await records.latest_ticket(answer["conversation"])
        assert "13800138000" not in ticket.subject
        assert ticket.subject.endswith("…")
        assert "13800138000" in ticket.details["message"]


class TestSettle:
    @pytest.fixture
    def busy(self, services, monkeypatch):
        """So many ask that nobody can be answered in time."""

        async def ask(_question, *, within):
            raise BotBusy(12.3)

        monkeypatch.setattr(services.turns._bots, "ask", ask)

    async def test_who_comes_at_a_busy_time_is_told_when_to_come_back(
        self, busy, say, records, words
    ):
        answer = await say("怎么入会")

        key = answer["conversation"]
        [message] = await records.messages(key)
        assert answer["replies"][0]["text"] == words.busy.chat.format(seconds=20)
        assert message.degraded
        assert await records.latest_ticket(key) is None

    async def test_who_was_sent_away_once_gets_a_ticket(self, busy, say, records):
        key = (await say("怎么入会"))["conversation"]

        await say("怎么入会", conversation=key)

        assert (await records.latest_ticket(key)).category == UNREAD

    async def test_danger_is_never_told_to_wait(self, busy, say, words):
        answer = await say("我不想活了")

        assert answer["replies"][0]["text"] == words.danger_told["self_harm"].chat
