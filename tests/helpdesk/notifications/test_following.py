import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.conversations import conversations
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.followers import Contact, followers
from helpdesk.models import (
    Audience,
    Button,
    ChannelKind,
    OutboxItem,
    OutboxState,
    Reply,
    TicketEvent,
)
from helpdesk.notifications import Notice, Outcome, Receipt, notifications

OPENID = "oDEMO-follower-1"
TAKEN = Receipt(Outcome.taken)
NOTICE = Notice("ticket", {"status": "已办结"})


class Killed(BaseException):
    """Ends a worker in the middle of its work."""


class Post:
    """A messenger that keeps what it was given, and answers as it is told to."""

    needs_opt_in = False

    def __init__(self, *receipts):
        self.sent, self.notices, self.receipts = [], [], list(receipts)
        self.ids = {}

    def parts(self, replies):
        texts = [line for reply in replies for line in reply.text.split("|")]
        return texts + [button.title for reply in replies for button in reply.buttons]

    def smaller(self, part):
        middle = len(part) // 2
        return [part[:middle], part[middle:]] if middle else [part]

    def notice_id(self, name):
        return self.ids.get(name)

    async def write(self, openid, text):
        self.sent.append((openid, text))
        return self.receipts.pop(0) if self.receipts else TAKEN

    async def notify(self, openid, notice):
        self.notices.append((openid, notice))
        return self.receipts.pop(0) if self.receipts else TAKEN

    @property
    def texts(self):
        return [text for _, text in self.sent]


class Outbox:
    """What a test asks of the outbox, each in a unit of work of its own."""

    def __init__(self, sessions):
        self._sessions = sessions

    async def follow(self, openid=OPENID, contact=Contact.message):
        async with unit_of_work(self._sessions) as session:
            return (await followers.contacted(session, openid, contact)).identity_id

    async def tell(self, identity_id, text, number=1, **more):
        async with unit_of_work(self._sessions) as session:
            await notifications.tell(
                session,
                identity_id,
                text=text,
                request_key=f"ticket_event:{number}",
                **more,
            )

    async def deliver(self, post, rounds=20):
        for _ in range(rounds):
            await notifications.deliver_to_followers(self._sessions, post)

    async def items(self):
        async with read_only(self._sessions) as session:
            return list(await session.scalars(select(OutboxItem)))

    async def states(self):
        return [item.state.value for item in await self.items()]


@pytest.fixture
def outbox(sessions, time):
    return Outbox(sessions)


@pytest.fixture
async def follower(outbox):
    return await outbox.follow()


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


class TestRetry:
    async def test_waits_longer_after_each_failure(self, outbox, follower, time):
        await outbox.tell(follower, "一")
        busy = Receipt(Outcome.busy, why="-1")
        pauses = []
        for _ in range(9):
            await outbox.deliver(Post(busy), rounds=1)
            (item,) = await outbox.items()
            pauses.append((item.due_at - time.at).total_seconds())
            time.at = item.due_at

        assert pauses == [10, 20, 40, 80, 160, 320, 640, 900, 900]
        assert item.error == "-1"

    async def test_gives_up_after_some_hours(self, outbox, follower, time):
        await outbox.tell(follower, "一")
        begun = time.at
        while (await outbox.states()) == ["waiting"]:
            await outbox.deliver(Post(Receipt(Outcome.busy, why="-1")), rounds=1)
            (item,) = await outbox.items()
            time.at = max(time.at, item.due_at)

        assert await outbox.states() == ["failed"]
        assert timedelta(hours=2) < time.at - begun < timedelta(hours=5)

    async def test_says_so_when_the_account_is_set_up_wrongly(
        self, outbox, follower, caplog
    ):
        await outbox.tell(follower, "拖欠工资")

        with caplog.at_level(logging.ERROR):
            await outbox.deliver(Post(Receipt(Outcome.misconfigured, why="40164")))

        assert "40164" in caplog.text
        assert OPENID not in caplog.text
        assert "工资" not in caplog.text
        assert await outbox.states() == ["waiting"]

    async def test_a_worker_that_died_in_between_is_no_loss(
        self, outbox, follower, time
    ):
        await outbox.tell(follower, "一")

        class Dying(Post):
            async def write(self, openid, text):
                raise Killed

        with pytest.raises(Killed):
            await outbox.deliver(Dying())
        post = Post()
        await outbox.deliver(post)
        assert post.sent == []
        time.forward(seconds=15)
        await outbox.deliver(post)

        assert post.texts == ["一"]


class TestDeadLetters:
    async def test_are_listed_without_whose_they_are(self, outbox, follower, session):
        await outbox.tell(follower, "拖欠工资", 7)
        await outbox.deliver(Post(Receipt(Outcome.gone, why="43004")))

        (letter,) = await notifications.dead_letters(session)

        assert (letter.request_key, letter.error) == ("ticket_event:7", "43004")
        assert OPENID not in repr(letter)
        assert "工资" not in repr(letter)

    async def test_leave_a_note_for_the_officers(
        self, outbox, follower, session, ticket
    ):
        await session.commit()
        await outbox.tell(follower, "已办结", ticket_id=ticket.id)

        await outbox.deliver(Post(Receipt(Outcome.gone, why="43004")))

        async with outbox._sessions() as other:
            notes = await other.scalars(
                select(TicketEvent).filter_by(audience=Audience.officers)
            )
            (note,) = notes
        assert note.ticket_id == ticket.id
        assert "不关注" in note.text

    async def test_can_be_tried_again(self, outbox, follower, sessions):
        await outbox.tell(follower, "一")
        await outbox.deliver(Post(Receipt(Outcome.gone, why="43004")))
        (item,) = await outbox.items()
        async with unit_of_work(sessions) as session:
            await notifications.retry(session, item.id)
        post = Post()

        await outbox.deliver(post)

        assert post.texts == ["一"]

    async def test_only_they_can_be(self, outbox, follower, session):
        await outbox.tell(follower, "一")
        (item,) = await outbox.items()

        with pytest.raises(Conflict):
            await notifications.retry(session, item.id)
        with pytest.raises(NotFound):
            await notifications.retry(session, item.id + 1)

    async def test_one_that_can_not_be_read_stops_nobody(
        self, outbox, follower, sessions
    ):
        await outbox.tell(follower, "坏了", 1)
        async with unit_of_work(sessions) as session:
            [item] = await session.scalars(select(OutboxItem))
            item.payload = {"left": None}
        other = await outbox.follow("oDEMO-follower-2")
        await outbox.tell(other, "您好", 2)
        post = Post()

        await outbox.deliver(post)

        assert post.texts == ["您好"]
        async with read_only(sessions) as session:
            [dead] = await notifications.dead_letters(session)
        assert dead.error == "unreadable: KeyError"


class TestNoteResult:
    async def test_a_notice_that_did_not_arrive_is_a_dead_letter(
        self, outbox, follower, sessions, time
    ):
        time.forward(hours=48)
        await outbox.tell(follower, "已办结", notice=NOTICE)
        post = Post(Receipt(Outcome.taken, provider_id="77"))
        post.ids = {"ticket": "T1"}
        await outbox.deliver(post)

        async with unit_of_work(sessions) as session:
            await notifications.note_result(session, "77", False, "failed:user block")
            await notifications.note_result(session, "78", False, "failed:user block")

        (item,) = await outbox.items()
        assert (item.state, item.error) == (OutboxState.failed, "failed:user block")
