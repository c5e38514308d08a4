"""Followers come, scan, tap, agree and leave; each event counts once."""

import asyncio

import pytest

from helpdesk.models import (
    Conversation,
    Delivery,
    Follower,
    Identity,
    Message,
    OptIn,
    OutboxItem,
)
from tests.api.wechat.conftest import OPENID, OTHER, WECHAT, inner, taking, xml

OPT_IN = (
    "<SubscribeMsgPopupEvent><List><TemplateId>tmpl-ticket</TemplateId>"
    "<SubscribeStatusString>{}</SubscribeStatusString><PopupScene>1</PopupScene>"
    "</List></SubscribeMsgPopupEvent>"
)


class TestFollowing:
    async def test_greets(self, wechat, scenes, bot, all_of):
        got = await wechat.event("subscribe")

        assert got.text == scenes.followed
        assert "智能客服" in got.text
        assert bot.asked == []
        [follower] = await all_of(Follower)
        assert follower.contact_left == 3

    @pytest.mark.parametrize("event", ["subscribe", "SCAN"])
    async def test_asks_at_once_what_the_code_is_about(
        self, wechat, scenes, bot, event
    ):
        scene = scenes.scenes["wages"]
        key = "qrscene_wages" if event == "subscribe" else "wages"

        got = await wechat.event(event, EventKey=key, Ticket="t")

        assert got.text == f"{scene.greeting}\n\n您说的是：{scene.asks}"
        assert bot.texts == [scene.asks]

    async def test_remembers_by_which_code_somebody_came(self, wechat, all_of):
        await wechat.event("subscribe", EventKey="qrscene_wages")
        await wechat.event("SCAN", EventKey="join", Ticket="t")

        [follower] = await all_of(Follower)
        assert follower.scene == "wages"

    async def test_greets_who_scans_a_code_without_words(self, wechat, scenes):
        got = await wechat.event("SCAN", EventKey="unheard-of", Ticket="t")

        assert got.text == scenes.scanned

    async def test_greeting_and_answer_both_go_later_when_the_bot_is_slow(
        self, make_settings, serve, open_wechat, bot, followed, scenes
    ):
        bot.answer = taking(1.2)
        async with serve(make_settings(**WECHAT, wechat_answer_within=0.8)) as app:
            got = await open_wechat(app).event("subscribe", EventKey="qrscene_join")

        assert got.text is None
        greeting, answer = await followed.waiting()
        [message] = await followed.messages()
        assert scenes.scenes["join"].greeting in str(greeting.payload)
        assert answer.request_key == f"answer:{message.id}"

    async def test_a_repeated_event_is_one(self, wechat, bot):
        event = inner("event", Event="subscribe", EventKey="qrscene_join")

        got = [await wechat.deliver(event) for _ in range(4)]

        assert len({one.body for one in got}) == 1
        assert len(bot.asked) == 1


class TestMenu:
    async def test_an_entry_says_its_words(self, wechat, bot, all_of):
        got = await wechat.event("CLICK", EventKey="wages")

        assert got.text == "您说的是：老板拖欠我的工资"
        [follower] = await all_of(Follower)
        assert (follower.contact_left, follower.message_left) == (3, 0)

    async def test_two_entries_in_one_second_are_two(self, wechat, bot):
        wages, join = (
            inner("event", Event="CLICK", EventKey=key) for key in ("wages", "join")
        )

        await asyncio.gather(*(wechat.deliver(one) for one in (wages, join, wages)))

        assert len(bot.asked) == 2

    async def test_an_entry_that_is_no_more_is_success(self, wechat, bot, caplog):
        assert (await wechat.event("CLICK", EventKey="long_gone 王小明")).text is None
        assert bot.asked == []
        assert "long_gone" in caplog.text
        assert "王小明" not in caplog.text
        assert OPENID not in caplog.text

    async def test_no_name_on_record_shows_the_openid(self, wechat, all_of):
        await wechat.event("CLICK", EventKey="wages")

        [message] = await all_of(Message)
        assert OPENID not in message.message_id


class TestQuiet:
    @pytest.mark.parametrize(
        ("event", "fields"),
        [
            ("VIEW", {"EventKey": "https://x.example", "MenuId": "1"}),
            ("LOCATION", {"Latitude": 22.5, "Longitude": 114.0, "Precision": 9.0}),
            ("TEMPLATESENDJOBFINISH", {"MsgID": 7, "Status": "success"}),
            ("card_pass_check", {}),
            ("unsubscribe", {"EventKey": ""}),
        ],
    )
    async def test_is_success_and_leaves_nothing(self, wechat, followed, event, fields):
        got = await wechat.event(event, **fields)

        assert got.text is None
        for model in (Delivery, Identity, Follower, Conversation, Message):
            assert await followed.count(model) == 0


class TestOptIn:
    async def test_is_counted_once_however_often_it_is_delivered(self, wechat, all_of):
        head = inner("event", Event="subscribe_msg_popup_event")
        agreed = head.replace("</xml>", OPT_IN.format("accept") + "</xml>")

        for _ in range(3):
            assert (await wechat.deliver(agreed)).text is None

        [opt_in] = await all_of(OptIn)
        assert (opt_in.template_id, opt_in.left) == ("tmpl-ticket", 1)


class TestUnsubscribed:
    async def test_forgets_who_follows_no_more_and_nobody_else(
        self, wechat, followed, all_of
    ):
        await wechat.say("老板拖欠工资")
        await wechat.say("你好", openid=OTHER)

        got = await wechat.event("unsubscribe", EventKey="")

        assert got.text is None
        [left] = await all_of(Identity)
        assert left.source_id == OTHER
        assert len(await all_of(Message)) == 1

    async def test_comes_after_what_was_said_before(self, wechat, bot, all_of):
        bot.answer = taking(0.3)

        said = asyncio.create_task(wechat.say("老板拖欠工资"))
        await asyncio.sleep(0.1)
        left = await wechat.event("unsubscribe", EventKey="")

        assert (await said).text
        assert left.text is None
        assert await all_of(Message) == []

    async def test_what_is_delivered_once_more_brings_nobody_back(
        self, wechat, followed, all_of
    ):
        before = xml(OPENID, "text", Content="老板拖欠工资", MsgId=7001)
        await wechat.deliver(before)
        left = xml(OPENID, "event", Event="unsubscribe", EventKey="")
        await wechat.deliver(left)

        assert (await wechat.deliver(before)).text is None
        assert (await wechat.deliver(left)).text is None

        for model in (Delivery, Identity, Follower, Conversation, Message):
            assert await all_of(model) == []

    async def test_an_answer_that_comes_later_finds_nobody_and_tells_nothing(
        self, make_settings, serve, open_wechat, bot, all_of, caplog
    ):
        bot.answer = taking(1.5)
        async with serve(make_settings(**WECHAT, wechat_answer_within=0.4)) as app:
            wechat = open_wechat(app)
            assert (await wechat.say("老板拖欠工资")).text is None
            await wechat.event("unsubscribe", EventKey="")
            await asyncio.sleep(1.5)

        for model in (Delivery, Identity, Conversation, Message, OutboxItem):
            assert await all_of(model) == []
        assert "拖欠" not in caplog.text
        assert OPENID not in caplog.text

    async def test_who_follows_again_is_greeted_again(self, wechat, scenes):
        await wechat.event("subscribe")
        await wechat.event("unsubscribe", EventKey="")
        await asyncio.sleep(1)

        assert (await wechat.event("subscribe")).text == scenes.followed
