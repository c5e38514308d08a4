import asyncio
import time
from contextlib import asynccontextmanager

import httpx
import pytest

from api.wechat import routes
from api.wechat.receiver import GRACE
from helpdesk.models import Floor
from tests.api.conftest import says
from tests.api.wechat.conftest import KEY, OTHER, WECHAT, settled, taking

WITHIN, LATE = 0.5, 1.2
"""Seconds there are for the response, and that a bot takes which is too slow."""


class TestAnswer:
    async def test_comes_in_the_response(self, wechat, bot, followed):
        got = await wechat.say("老板拖欠工资")

        assert got.text == "您说的是：老板拖欠工资"
        assert got.type.startswith("text/xml")
        assert bot.texts == ["老板拖欠工资"]
        [message] = await followed.messages()
        assert message.text == "老板拖欠工资"
        assert await followed.waiting() == []

    @pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
    async def test_comes_in_every_mode(self, make_settings, serve, open_wechat, mode):
        async with serve(make_settings(**WECHAT, wechat_mode=mode)) as app:
            got = await open_wechat(app, mode=mode).say("你好")

        assert got.text == "您说的是：你好"

    async def test_is_sealed_with_the_key_that_was_used(
        self, make_settings, serve, open_wechat
    ):
        new = {
            "wechat_encoding_aes_key": "n" * 42 + "A",
            "wechat_previous_aes_key": KEY,
        }
        async with serve(make_settings(**(WECHAT | new))) as app:
            assert (await open_wechat(app, key=KEY).say("你好")).text
            assert (await open_wechat(app, key="n" * 42 + "A").say("你好")).text

    async def test_is_waited_for_without_a_database_session(
        self, wechat, bot, sessions
    ):
        pool = sessions.kw["bind"].pool

        async def answer(_):
            assert pool.checkedout() == 0
            return says("好的")

        bot.answer = answer

        assert (await wechat.say("你好")).text == "好的"

    async def test_goes_on_with_the_followers_conversation(self, wechat, bot):
        await wechat.say("你好")
        await wechat.say("会费怎么交")
        await wechat.say("你好", openid=OTHER)

        senders = [question["sender"] for question in bot.asked]
        assert senders[0] == senders[1] != senders[2]

    async def test_is_success_when_an_officer_has_the_floor(
        self, wechat, bot, followed, records, words
    ):
        await wechat.say("转人工")
        await records.give_floor((await followed.conversation()).key, Floor.officer)

        assert (await wechat.say("在吗")).text == words.officer_has_floor
        assert (await wechat.say("您好")).text is None
        assert bot.texts == ["转人工"]
        assert await followed.waiting() == []

    async def test_is_the_degraded_text_when_the_bot_is_gone(
        self, wechat, bot, records, followed
    ):
        bot.will(httpx.ConnectError("refused"))

        got = await wechat.say("老板拖欠工资")

        ticket = await records.latest_ticket((await followed.conversation()).key)
        assert ticket.number[-3:] in got.text

    async def test_goes_by_the_outbox_when_it_is_too_long_for_one_message(
        self, wechat, bot, followed
    ):
        long = "这一句话有十个字呢。" * 300
        bot.will(says(long))

        assert (await wechat.say("全文")).text is None
        [item] = await followed.waiting()
        [message] = await followed.messages()
        assert item.request_key == f"answer:{message.id}"
        assert message.replies[0].text == long


class TestOddText:
    @pytest.mark.parametrize("text", ["", "  \n", "\u200b", "/"])
    async def test_nothing_said_is_not_put_to_the_bot(self, wechat, bot, said, text):
        assert (await wechat.say(text)).text == said.text_missing
        assert bot.asked == []

    async def test_control_characters_alone_are_no_xml(self, wechat, bot, followed):
        assert (await wechat.say("\x07\x1b")).text is None
        assert bot.asked == []

    async def test_too_much_is_refused_with_a_reason(self, wechat, bot, followed):
        got = await wechat.say("长" * 2_001)

        assert "2000" in got.text
        assert bot.asked == []
        assert await followed.messages() == []

    async def test_danger_is_heard_however_long_the_text_is(self, wechat, bot):
        await wechat.say("我真的不想活了。" + "长" * 2_001)

        assert bot.asked[0]["danger"] == "self_harm"

    async def test_emoji_alone_are_put_to_the_bot(self, wechat, bot):
        assert (await wechat.say("😭😭")).text == "您说的是：😭😭"

    async def test_what_would_end_the_xml_comes_back_whole(self, wechat):
        text = "a]]><x>b&amp;👨‍👩‍👧"

        got = await wechat.say(text.replace("]]>", "]]]]><![CDATA[>"))

        assert got.text == f"您说的是：{text}"


class TestTaps:
    async def test_choices_are_links_that_say_their_words(self, wechat, bot, said):
        choice = {"title": "查工单", "payload": "查询工单进度"}
        bot.will(
            says({"text": "您要办哪一件？", "buttons": [choice]}, "还可以转人工。")
        )

        got = await wechat.say("你好")

        assert got.text == (
            "您要办哪一件？\n"
            '<a href="weixin://bizmsgmenu?msgmenucontent=查询工单进度&msgmenuid=1">'
            "查工单</a>\n\n"
            f"还可以转人工。\n{said.tap_or_type}"
        )

    async def test_a_link_that_somebody_wrote_is_none(self, wechat):
        got = await wechat.say('<a href="https://x.example">领补贴</a>')

        assert "<a " not in got.text

    async def test_a_tap_is_a_message_like_any_other(self, wechat, bot):
        assert (await wechat.say("满意", bizmsgmenuid="1")).text
        assert bot.texts == ["满意"]


class TestOnce:
    async def test_a_repeated_delivery_gets_the_same_bytes(self, wechat, bot, followed):
        first = await wechat.say("你好", number=1)
        bot.will(says("另一个回答"))

        again = [await wechat.say("你好", number=1) for _ in range(3)]

        assert {got.body for got in again} == {first.body}
        assert bot.texts == ["你好"]
        assert len(await followed.messages()) == 1

    async def test_four_at_once_run_the_dialogue_once(self, wechat, bot):
        bot.answer = taking(0.1)

        got = await asyncio.gather(*(wechat.say("你好", number=1) for _ in range(4)))

        assert len({one.body for one in got}) == 1
        assert got[0].text == "您说的是：你好"
        assert bot.texts == ["你好"]

    async def test_after_a_cut_connection_the_answer_is_there(self, wechat, bot):
        bot.answer = taking(0.2)
        cut = asyncio.create_task(wechat.say("你好", number=1))
        await settled(lambda: bool(bot.asked))
        cut.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cut

        assert (await wechat.say("你好", number=1)).text == "您说的是：你好"
        assert bot.texts == ["你好"]

    async def test_after_success_it_is_success_again(
        self, make_settings, serve, open_wechat, bot
    ):
        async with serve(make_settings(**WECHAT, wechat_answer_within=0.0)) as app:
            wechat = open_wechat(app)

            assert (await wechat.say("你好", number=1)).text is None
            await settled(lambda: bool(bot.asked))

            assert (await wechat.say("你好", number=1)).text is None
        assert bot.texts == ["你好"]

    async def test_in_two_processes_gets_the_same_bytes(
        self, settings, serve, wechat, open_wechat, bot, followed
    ):
        bot.answer = taking(0.3)

        async with serve(settings) as other:
            got = await asyncio.gather(
                wechat.say("你好", number=1), open_wechat(other).say("你好", number=1)
            )
            again = await open_wechat(other).say("你好", number=1)

        assert got[0].body == got[1].body == again.body
        assert got[0].text == "您说的是：你好"
        assert bot.texts == ["你好"]
        assert len(await followed.messages()) == 1


class TestInTime:
    @pytest.fixture
    def hurried(self, make_settings, serve, open_wechat):
        """WeChat before an application that has less time than it would have."""

        @asynccontextmanager
        async def hurried(**pace):
            async with serve(make_settings(**WECHAT, **pace)) as app:
                yield open_wechat(app)

        return hurried

    async def test_an_answer_in_time_is_passive(self, wechat, bot):
        bot.answer = taking(0.5)

        assert (await wechat.say("你好")).text == "您说的是：你好"

    async def test_a_late_answer_goes_by_the_outbox(self, hurried, bot, followed):
        bot.answer = taking(LATE)
        loop = asyncio.get_running_loop()
        async with hurried(wechat_answer_within=WITHIN) as wechat:
            begun = loop.time()

            got = await wechat.say("你好")

            assert loop.time() - begun >= WITHIN
            assert got.text is None
            assert got.type.startswith("text/plain")
            [item] = await followed.waiting()
            [message] = await followed.messages()
            assert item.request_key == f"answer:{message.id}"
        [message] = await followed.messages()
        assert message.replies[0].text == "您说的是：你好"
        assert not message.degraded

    @pytest.fixture
    async def busy(self, make_settings, serve, open_wechat, monkeypatch):
        """An account behind which nobody may write for a while, and the way to it."""
        monkeypatch.setattr(routes, "HANGS_UP", 0.1 + GRACE)
        async with serve(make_settings(**WECHAT, wechat_answer_within=0.1)) as app:
            writers = app.state.services.wechat._writers
            await writers.acquire()
            yield open_wechat(app), writers

    async def test_who_cannot_be_put_on_record_in_time_comes_again(
        self, busy, followed
    ):
        wechat, writers = busy

        first = await wechat.say("你好", number=77)
        again = await wechat.say("你好", number=77)

        assert (first.status, first.body) == (again.status, again.body) == (503, b"")
        writers.release()
        assert (await wechat.say("你好", number=77)).body == b"success"
        [message] = await followed.messages()
        [item] = await followed.waiting()
        assert item.request_key == f"answer:{message.id}"
        assert message.replies[0].text == "您说的是：你好"

    async def test_the_last_time_nobody_is_told_that_we_are_out_of_order(
        self, busy, followed
    ):
        wechat, writers = busy

        last = await wechat.say("你好", number=77, CreateTime=int(time.time()) - 15)

        assert last.body == b"success"
        writers.release()
        await wechat.say("你好", number=77)
        [message] = await followed.messages()
        [item] = await followed.waiting()
        assert item.request_key == f"answer:{message.id}"

    async def test_a_bot_that_never_answers_degrades_after_its_own_patience(
        self, hurried, bot, followed
    ):
        bot.answer = taking(30)

        async with hurried(
            wechat_answer_within=0.1, wechat_bot_timeout=0.6, bot_timeout=0.1
        ) as wechat:
            assert (await wechat.say("老板拖欠工资")).text is None
            [message] = await followed.messages()
            assert message.replies is None

        [message] = await followed.messages()
        assert message.degraded
        assert message.replies

    async def test_an_officers_silence_that_comes_late_is_nothing_to_tell(
        self, hurried, records, followed
    ):
        await records.give_floor((await followed.conversation()).key, Floor.officer)

        async with hurried(wechat_answer_within=0.0) as wechat:
            first, second = await wechat.say("在吗"), await wechat.say("您好")

        assert first.text is second.text is None
        assert (await followed.messages())[1].replies == []

    async def test_many_at_once_are_asked_in_order_and_lost_is_none(
        self, hurried, bot, followed
    ):
        bot.answer = taking(0.2)

        async with hurried(wechat_answer_within=1.0) as wechat:
            got = await asyncio.gather(*(wechat.say(str(n)) for n in range(8)))

        assert bot.texts == [str(number) for number in range(8)]
        passive = [one.text for one in got if one.text]
        assert passive == [f"您说的是：{n}" for n in range(len(passive))]
        messages = await followed.messages()
        assert [item.request_key for item in await followed.waiting()] == [
            f"answer:{message.id}" for message in messages[len(passive) :]
        ]
