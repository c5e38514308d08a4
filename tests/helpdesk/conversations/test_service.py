import asyncio
import re

import pytest

from helpdesk import clock
from helpdesk.conversations import Button, Reply, conversations
from helpdesk.conversations.service import OPENING_LASTS
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import ChannelKind, Floor

REPLIES = [
    Reply("您好", (Button("是", "是"), Button("转人工", "转人工"))),
    Reply("请说"),
]


async def _say(session, conversation, *texts):
    return [
        await conversations.receive(session, conversation, message_id=text, text=text)
        for text in texts
    ]


class TestStart:
    async def test_gives_a_key_nobody_can_guess(self, session):
        started = [
            await conversations.start(session, channel=ChannelKind.web)
            for _ in range(2)
        ]

        assert all(re.fullmatch(r"[\w-]{22}", talk.key) for talk in started)
        assert started[0].key != started[1].key
        assert started[0].thread not in (started[0].key, started[1].thread)

    async def test_begins_with_the_bot_and_nobody_proved(self, conversation):
        assert (conversation.floor, conversation.level) == (Floor.bot, 0)

    async def test_makes_a_page_an_identity_of_its_own(self, session):
        one = await conversations.start(session, channel=ChannelKind.web)
        two = await conversations.start(session, channel=ChannelKind.web)

        assert one.identity_id != two.identity_id

    async def test_knows_an_openid_again_but_not_from_another_channel(self, session):
        ids = [
            (
                await conversations.start(session, channel=channel, source_id="o-1")
            ).identity_id
            for channel in (
                ChannelKind.wechat,
                ChannelKind.wechat,
                ChannelKind.hotline,
            )
        ]

        assert ids[0] == ids[1] != ids[2]


class TestOpen:
    async def test_an_opening_begins_one_conversation(self, session):
        one = await conversations.open(session, channel=ChannelKind.web, opening="a")
        two = await conversations.open(session, channel=ChannelKind.web, opening="a")

        assert one.key == two.key

    async def test_another_opening_is_somebody_else(self, session):
        one = await conversations.open(session, channel=ChannelKind.web, opening="a")
        two = await conversations.open(session, channel=ChannelKind.web, opening="b")

        assert one.key != two.key
        assert one.identity_id != two.identity_id

    async def test_without_an_opening_each_is_somebody_else(self, session):
        one, two = [
            await conversations.open(session, channel=ChannelKind.web, opening=None)
            for _ in range(2)
        ]

        assert one.identity_id != two.identity_id

    async def test_who_comes_much_later_with_the_same_is_somebody_else(
        self, session, monkeypatch
    ):
        one = await conversations.open(session, channel=ChannelKind.web, opening="a")
        later = clock.now() + OPENING_LASTS
        monkeypatch.setattr(clock, "now", lambda: later)

        two = await conversations.open(session, channel=ChannelKind.web, opening="a")

        assert two.key != one.key
        assert two.identity_id != one.identity_id


class TestResume:
    async def test_goes_on_where_the_openid_was(self, session):
        channel = ChannelKind.wechat
        first = await conversations.resume(session, channel=channel, source_id="o-1")

        assert (
            await conversations.resume(session, channel=channel, source_id="o-1")
        ) is first
        assert (
            await conversations.resume(session, channel=channel, source_id="o-2")
        ) is not first


class TestByKey:
    async def test_finds_it(self, session, conversation):
        assert await conversations.by_key(session, conversation.key) is conversation
        assert (
            await conversations.by_thread(session, conversation.thread) is conversation
        )

    @pytest.mark.parametrize("key", ["", "x" * 22, "' OR 1=1 --", "\x00"])
    async def test_misses_the_rest(self, session, conversation, key):
        with pytest.raises(NotFound):
            await conversations.by_key(session, key)
        with pytest.raises(NotFound):
            await conversations.by_thread(session, key)


class TestReceive:
    async def test_keeps_what_was_said(self, session, conversation, time):
        text = "我电话13800138000 😀 <b>\n\x00"

        message = await conversations.receive(
            session, conversation, message_id="m1", text=text
        )

        session.expire(message)
        await session.refresh(message)
        assert (message.text, message.replies) == (text, None)
        assert conversation.last_message_at == message.received_at == time.at

    async def test_returns_the_first_record_of_a_repeated_delivery(
        self, session, conversation
    ):
        first, again = await _say(session, conversation, "m1", "m1")

        assert again is first
        assert conversation.thread_messages == 1

    async def test_does_not_mix_up_conversations(self, session, conversation):
        other = await conversations.start(session, channel=ChannelKind.web)

        (one,), (two,) = [await _say(session, c, "m1") for c in (conversation, other)]

        assert one is not two

    @pytest.mark.parametrize("message_id", ["", "x" * 129, "a b", "消息", "\x00"])
    async def test_refuses_an_id_no_channel_sends(
        self, session, conversation, message_id
    ):
        with pytest.raises(InvalidInput):
            await conversations.receive(
                session, conversation, message_id=message_id, text="x"
            )


class TestAnswer:
    async def test_records_replies_with_their_buttons(
        self, session, conversation, time
    ):
        (message,) = await _say(session, conversation, "你好".encode().hex())

        await conversations.answer(
            session, message, REPLIES, intent="greet", confidence=0.9
        )

        session.expire(message)
        await session.refresh(message)
        assert message.replies == REPLIES
        assert (message.intent, message.confidence) == ("greet", 0.9)
        assert (message.degraded, message.answered_at) == (False, time.at)

    async def test_an_answer_without_words_is_an_answer(self, session, conversation):
        (message,) = await _say(session, conversation, "m1")

        await conversations.answer(session, message, [])

        session.expire(message)
        await session.refresh(message)
        assert message.replies == []

    async def test_the_first_answer_stays(self, session, conversation):
        (message,) = await _say(session, conversation, "m1")
        await conversations.answer(session, message, REPLIES, degraded=True)

        await conversations.answer(session, message, [Reply("晚了")])

        assert message.replies == REPLIES
        assert message.degraded

    async def test_works_after_the_unit_of_work_that_received(self, sessions):
        async with unit_of_work(sessions) as session:
            talk = await conversations.start(session, channel=ChannelKind.web)
            (message,) = await _say(session, talk, "m1")

        async with unit_of_work(sessions) as session:
            await conversations.answer(session, message, REPLIES)

        async with unit_of_work(sessions) as session:
            talk = await conversations.by_key(session, talk.key)
            (kept,) = await conversations.transcript(session, talk)
            assert kept.replies == REPLIES


class TestRotateIfStale:
    async def test_keeps_a_fresh_thread(self, session, conversation, time):
        thread = conversation.thread
        await conversations.rotate_if_stale(session, conversation)
        await _say(session, conversation, "m1")
        time.forward(minutes=30)

        await conversations.rotate_if_stale(session, conversation)

        assert conversation.thread == thread

    async def test_begins_a_new_one_after_a_pause(self, session, conversation, time):
        thread = conversation.thread
        await _say(session, conversation, "m1")
        time.forward(minutes=30, seconds=1)

        await conversations.rotate_if_stale(session, conversation)

        assert conversation.thread != thread
        with pytest.raises(NotFound):
            await conversations.by_thread(session, thread)

    async def test_begins_a_new_one_after_200_messages(self, session, conversation):
        thread = conversation.thread
        await _say(session, conversation, *(f"m{turn}" for turn in range(199)))
        await conversations.rotate_if_stale(session, conversation)
        assert conversation.thread == thread

        await _say(session, conversation, "m199")
        await conversations.rotate_if_stale(session, conversation)

        assert conversation.thread != thread
        assert conversation.thread_messages == 0


class TestTranscript:
    async def test_is_the_newest_messages_oldest_first(self, session, conversation):
        await _say(session, conversation, "m1", "m2", "m3")

        messages = await conversations.transcript(session, conversation, last=2)

        assert [message.text for message in messages] == ["m2", "m3"]


class TestHoldWithMessage:
    async def test_who_waited_finds_what_was_answered_meanwhile(
        self, sessions, session, conversation
    ):
        await _say(session, conversation, "m-1")
        await session.commit()

        async def answer(text):
            async with unit_of_work(sessions) as own:
                held, message = await conversations.hold_with_message(
                    own, conversation.key, "m-1"
                )
                found = message.replies
                await conversations.answer(own, message, [Reply(text)])
                await asyncio.sleep(0.1)
                return held.id, found

        first, second = await asyncio.gather(answer("一"), answer("二"))

        assert first == (conversation.id, None)
        assert second == (conversation.id, [Reply("一")])

    @pytest.mark.parametrize("key", ["", "没有", "a" * 22])
    async def test_knows_no_message_of_a_key_nobody_holds(self, session, key):
        with pytest.raises(NotFound):
            await conversations.hold_with_message(session, key, "m-1")

    async def test_knows_no_message_of_another_conversation(
        self, session, conversation
    ):
        other = await conversations.start(session, channel=ChannelKind.web)
        await _say(session, other, "m-1")

        with pytest.raises(NotFound):
            await conversations.hold_with_message(session, conversation.key, "m-1")
