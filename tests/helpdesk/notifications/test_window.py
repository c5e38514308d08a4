"""While WeChat lets us write a text goes out; later a notice does, or it waits."""

import pytest

from helpdesk.database import unit_of_work
from helpdesk.followers import followers
from helpdesk.notifications import Notice, Outcome, Receipt
from tests.helpdesk.notifications.outbox import NOTICE, OPENID, Post


class TestWindow:
    async def test_what_is_told_too_late_waits_for_the_follower(
        self, outbox, follower, time
    ):
        time.forward(hours=48)
        await outbox.tell(follower, "一", 1)
        await outbox.tell(follower, "二", 2)
        post = Post()

        await outbox.deliver(post)
        assert (post.sent, await outbox.states()) == ([], ["held", "held"])
        await outbox.follow()
        await outbox.deliver(post)

        assert post.texts == ["一", "二"]

    async def test_the_sixth_message_waits(self, outbox, follower):
        for number in range(6):
            await outbox.tell(follower, f"{number}", number)
        post = Post()

        await outbox.deliver(post)

        assert len(post.sent) == 5
        assert (await outbox.states())[5] == "held"

    async def test_believes_wechat_that_the_window_is_closed(self, outbox, follower):
        await outbox.tell(follower, "一", 1)
        await outbox.tell(follower, "二", 2)
        post = Post(Receipt(Outcome.shut, why="45015"))

        await outbox.deliver(post)

        assert post.texts == ["一"]
        assert await outbox.states() == ["held", "held"]

    async def test_what_wechat_did_not_take_uses_nothing_up(
        self, outbox, follower, time
    ):
        for number in range(5):
            await outbox.tell(follower, f"{number}", number)
        post = Post(Receipt(Outcome.busy, why="-1"))

        await outbox.deliver(post)
        time.forward(seconds=10)
        await outbox.deliver(post)

        assert await outbox.states() == ["sent"] * 5

    async def test_what_it_may_have_taken_counts(self, outbox, follower, time):
        for number in range(5):
            await outbox.tell(follower, f"{number}", number)
        post = Post(Receipt(Outcome.unsure, why="ReadTimeout"))

        await outbox.deliver(post)
        time.forward(seconds=10)
        await outbox.deliver(post)

        assert await outbox.states() == ["sent"] * 4 + ["held"]


class TestNotice:
    @pytest.fixture
    def post(self):
        post = Post()
        post.ids = {"ticket": "T1"}
        return post

    async def test_is_not_needed_within_the_window(self, outbox, follower, post):
        await outbox.tell(follower, "已办结", notice=NOTICE)

        await outbox.deliver(post)

        assert (post.texts, post.notices) == (["已办结"], [])

    async def test_takes_the_place_of_the_text(self, outbox, follower, post, time):
        time.forward(hours=48)
        await outbox.tell(follower, "已办结", notice=NOTICE)

        await outbox.deliver(post)
        await outbox.follow()
        await outbox.deliver(post)

        assert (post.sent, post.notices) == ([], [(OPENID, NOTICE)])
        assert await outbox.states() == ["sent"]

    async def test_what_it_did_not_tell_follows(self, outbox, follower, post, time):
        notice = Notice("ticket", {"status": "请补材料"}, tells_all=False)
        time.forward(hours=48)
        await outbox.tell(follower, "请补交劳动合同", notice=notice)

        await outbox.deliver(post)
        assert (post.sent, len(post.notices)) == ([], 1)
        await outbox.follow()
        await outbox.deliver(post)

        assert (post.texts, len(post.notices)) == (["请补交劳动合同"], 1)

    async def test_without_an_id_of_the_platform_the_text_waits(
        self, outbox, follower, post, time
    ):
        post.ids = {}
        time.forward(hours=48)
        await outbox.tell(follower, "已办结", notice=NOTICE)

        await outbox.deliver(post)

        assert (post.notices, await outbox.states()) == ([], ["held"])

    async def test_uses_up_what_was_agreed_to(
        self, outbox, follower, post, sessions, time
    ):
        post.needs_opt_in = True
        async with unit_of_work(sessions) as session:
            await followers.opt_in(session, OPENID, "T1", accepted=True)
        time.forward(hours=48)
        for number in range(2):
            await outbox.tell(follower, "已办结", number, notice=NOTICE)

        await outbox.deliver(post)

        assert len(post.notices) == 1
        assert await outbox.states() == ["sent", "held"]

    async def test_one_that_is_not_wanted_ends_the_agreement(
        self, outbox, follower, sessions, time
    ):
        post = Post(Receipt(Outcome.unwanted, why="43101"))
        post.ids, post.needs_opt_in = {"ticket": "T1"}, True
        async with unit_of_work(sessions) as session:
            for _ in range(3):
                await followers.opt_in(session, OPENID, "T1", accepted=True)
        time.forward(hours=48)
        for number in range(2):
            await outbox.tell(follower, "已办结", number, notice=NOTICE)

        await outbox.deliver(post)

        assert len(post.notices) == 1
        assert await outbox.states() == ["held", "held"]
