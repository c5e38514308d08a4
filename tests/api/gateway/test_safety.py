"""Danger is answered at once, with the bot or without it."""

import httpx
import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import Floor, Priority
from helpdesk.risk import DangerKind, risk

LOCKED_IN = "他们把我们锁在宿舍不让走"
SAID = {
    DangerKind.self_harm: "我真的不想活了",
    DangerKind.threat: "我要捅死那个包工头",
    DangerKind.violence: LOCKED_IN,
    DangerKind.heatstroke: "工友晕倒了叫不醒",
    DangerKind.collective: "我们正在堵厂门",
}


class TestQuestion:
    async def test_tells_the_bot_what_danger_was_read(self, say, bot):
        await say(LOCKED_IN)
        await say("会费怎么交")

        assert [question["danger"] for question in bot.asked] == ["violence", None]


class TestAnswer:
    @pytest.mark.parametrize("kind", DangerKind)
    async def test_says_what_saves_when_the_bot_is_gone(
        self, say, bot, records, words, kind
    ):
        bot.will(httpx.ConnectError("refused"))

        answer = await say(SAID[kind])

        first, second = answer["replies"]
        assert first["text"] == words.danger_told[kind].chat
        assert answer["floor"] == Floor.queued
        ticket = await records.latest_ticket(answer["conversation"])
        assert ticket.priority is Priority.urgent
        assert ticket.number[-3:] in second["text"]

    async def test_reports_the_risk(self, say, bot, sessions):
        bot.will(httpx.ConnectError("refused"))

        await say(LOCKED_IN)

        async with unit_of_work(sessions) as session:
            [report] = await risk.list_open(session)
        assert report.signs == ["violence"]

    async def test_adds_what_follows_to_the_same_ticket(self, say, bot, records):
        bot.will(httpx.ConnectError("refused"))
        key = (await say(LOCKED_IN))["conversation"]
        first = await records.latest_ticket(key)

        await say("保安在打我们", conversation=key)

        assert (await records.latest_ticket(key)).number == first.number
        assert await records.notes(first) == ["保安在打我们"]

    async def test_is_said_to_who_is_with_an_officer_too(
        self, say, bot, records, words
    ):
        key = (await say("你好"))["conversation"]
        await records.give_floor(key, Floor.officer)

        answer = await say("我真的不想活了", conversation=key)

        assert answer["floor"] == Floor.officer
        told = answer["replies"][0]["text"]
        assert told == words.danger_told[DangerKind.self_harm].chat


class TestMeant:
    async def test_what_is_said_in_the_queue_reaches_the_bot_in_its_words(
        self, say, bot, records
    ):
        key = (await say("不等了"))["conversation"]
        await records.give_floor(key, Floor.queued)

        await say("不等了", conversation=key)
        await say("排到我了吗", conversation=key)
        await say("会费怎么交", conversation=key)

        assert bot.texts == ["不等了", "算了不等了", "转人工", "会费怎么交"]
