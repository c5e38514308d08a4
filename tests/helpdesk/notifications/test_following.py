"""What followers are told leaves once, in order, in parts where it is long."""

import asyncio
from datetime import timedelta

import pytest

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.followers import Contact, followers
from helpdesk.models import Button, ChannelKind, OutboxItem, OutboxState, Reply
from helpdesk.notifications import Outcome, Receipt, notifications
from tests.helpdesk.notifications.outbox import OPENID, TAKEN, Post


class TestTell:
    async def test_is_sent_to_the_openid(self, outbox, follower):
        await outbox.tell(follower, "您的工单已受理。")
        post = Post()

        await outbox.deliver(post)

        assert post.sent == [(OPENID, "您的工单已受理。")]
        assert await outbox.states() == ["sent"]

    async def test_tells_the_same_thing_once(self, outbox, follower):
        await outbox.tell(follower, "一", 1)
        await outbox.tell(follower, "一", 1)
        post = Post()

        await outbox.deliver(post)

        assert post.texts == ["一"]

    async def test_refuses_an_odd_request_key(self, session, follower):
        with pytest.raises(InvalidInput):
            await notifications.tell(
                session, follower, text="一", request_key="拖欠工资 13800138000"
            )

    async def test_offers_what_can_be_tapped(self, outbox, follower):
        await outbox.tell(follower, "打个分", buttons=[Button("满意", "很满意")])
        post = Post()

        await outbox.deliver(post)

        assert post.texts == ["打个分", "满意"]

    async def test_is_not_sent_when_it_has_expired(self, outbox, follower, time):
        await outbox.tell(follower, "一", expires_at=time.at + timedelta(minutes=5))
        time.forward(minutes=5)
        post = Post()

        await outbox.deliver(post)

        assert (post.sent, await outbox.states()) == ([], ["failed"])


class TestOrder:
    async def test_each_followers_messages_leave_in_order(self, outbox, follower):
        other = await outbox.follow("oDEMO-follower-2")
        for number in range(4):
            await outbox.tell(follower, f"a{number}", 10 + number)
            await outbox.tell(other, f"b{number}", 20 + number)
        post = Post()

        await outbox.deliver(post)

        assert [t for t in post.texts if t[0] == "a"] == ["a0", "a1", "a2", "a3"]
        assert [t for t in post.texts if t[0] == "b"] == ["b0", "b1", "b2", "b3"]

    async def test_one_that_is_tried_again_holds_those_behind_it(
        self, outbox, follower, time
    ):
        await outbox.tell(follower, "一", 1)
        await outbox.tell(follower, "二", 2)
        post = Post(Receipt(Outcome.busy, why="-1"))

        await outbox.deliver(post)
        assert post.texts == ["一"]
        time.forward(seconds=10)
        await outbox.deliver(post)

        assert post.texts == ["一", "一", "二"]

    async def test_a_dead_letter_lets_them_go(self, outbox, follower):
        await outbox.tell(follower, "一", 1)
        await outbox.tell(follower, "二", 2)
        post = Post(Receipt(Outcome.gone, why="43004"))

        await outbox.deliver(post)

        assert post.texts == ["一", "二"]
        assert await outbox.states() == ["failed", "sent"]

    async def test_two_workers_send_nothing_twice(self, outbox, follower):
        others = [await outbox.follow(f"oDEMO-{number}") for number in range(5)]
        for number in range(4):
            for other in others:
                await outbox.tell(other, f"{number}", 100 * other + number)
        post = Post()

        await asyncio.gather(outbox.deliver(post), outbox.deliver(post))

        for other in range(5):
            mine = [text for openid, text in post.sent if openid == f"oDEMO-{other}"]
            assert mine == ["0", "1", "2", "3"]

    async def test_several_followers_are_written_to_at_a_time(self, outbox, follower):
        for number in range(5):
            identity_id = await outbox.follow(f"oDEMO-{number}")
            await outbox.tell(identity_id, "好", number)
        begun = asyncio.Barrier(5)

        class Slow(Post):
            async def write(self, openid, text):
                await begun.wait()  # goes on when all five have come so far
                return await super().write(openid, text)

        post = Slow()
        await outbox.deliver(post, rounds=1)

        assert len(post.sent) == 5

    async def test_what_is_released_meanwhile_goes_first(
        self, outbox, follower, sessions
    ):
        await outbox.tell(follower, "一", 1)
        await outbox.tell(follower, "二", 2)
        async with unit_of_work(sessions) as session:
            first = await session.get_one(OutboxItem, 1)
            first.state = OutboxState.held
        post = Post()

        async with unit_of_work(sessions) as session:
            await followers.contacted(session, OPENID, Contact.message)
            delivering = asyncio.create_task(outbox.deliver(post))
            await asyncio.sleep(0.3)
        await delivering

        assert post.texts == ["一", "二"]


class TestParts:
    async def test_a_long_text_leaves_in_parts(self, outbox, follower):
        await outbox.tell(follower, "一|二|三")
        post = Post()

        await outbox.deliver(post)

        assert post.texts == ["一", "二", "三"]

    async def test_what_was_sent_is_not_sent_again(self, outbox, follower, time):
        await outbox.tell(follower, "一|二|三")
        post = Post(TAKEN, Receipt(Outcome.busy, why="-1"))

        await outbox.deliver(post)
        time.forward(seconds=10)
        await outbox.deliver(post)

        assert post.texts == ["一", "二", "二", "三"]

    async def test_a_part_that_is_too_long_is_split(self, outbox, follower):
        await outbox.tell(follower, "一二|三")
        post = Post(Receipt(Outcome.too_long, why="45002"))

        await outbox.deliver(post)

        assert post.texts == ["一二", "一", "二", "三"]

    async def test_one_that_can_not_be_split_is_given_up(self, outbox, follower):
        await outbox.tell(follower, "一")

        await outbox.deliver(Post(Receipt(Outcome.too_long, why="45002")))

        (item,) = await outbox.items()
        assert (item.state, item.error) == (OutboxState.failed, "45002")

    async def test_nothing_to_say_is_not_sent(self, outbox, follower, sessions):
        talk = await _message(sessions, replies=[])
        async with unit_of_work(sessions) as session:
            await notifications.answer_later(session, follower, talk)
        post = Post()

        await outbox.deliver(post)

        assert (post.sent, await outbox.states()) == ([], ["sent"])


async def _message(sessions, replies=None):
    async with unit_of_work(sessions) as session:
        talk = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id=OPENID
        )
        message = await conversations.receive(
            session, talk, message_id="m1", text="拖欠工资"
        )
        if replies is not None:
            await conversations.answer(session, message, replies)
    return message


class TestAnswerLater:
    async def test_waits_for_the_answer(self, outbox, follower, sessions, time):
        message = await _message(sessions)
        async with unit_of_work(sessions) as session:
            await notifications.answer_later(session, follower, message)
        post = Post()

        await outbox.deliver(post)
        assert post.sent == []
        async with unit_of_work(sessions) as session:
            await conversations.answer(session, message, [Reply("要证据。")])
        time.forward(seconds=1)
        await outbox.deliver(post)

        assert post.texts == ["要证据。"]

    async def test_holds_what_is_told_after_it(self, outbox, follower, sessions):
        message = await _message(sessions)
        async with unit_of_work(sessions) as session:
            assert not await notifications.waits_for(session, follower)
            await notifications.answer_later(session, follower, message)
            assert await notifications.waits_for(session, follower)
        await outbox.tell(follower, "已受理")
        post = Post()

        await outbox.deliver(post)

        assert post.sent == []

    async def test_is_sent_once(self, outbox, follower, sessions):
        message = await _message(sessions, replies=[Reply("要证据。")])
        async with unit_of_work(sessions) as session:
            await notifications.answer_later(session, follower, message)
            await notifications.answer_later(session, follower, message)
        post = Post()

        await outbox.deliver(post)

        assert post.texts == ["要证据。"]
