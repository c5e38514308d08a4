"""What did not get through is tried again, and then left to the officers."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict, NotFound
from helpdesk.models import Audience, OutboxItem, OutboxState, TicketEvent
from helpdesk.notifications import Outcome, Receipt, notifications
from tests.helpdesk.notifications.outbox import NOTICE, OPENID, Post


class Killed(BaseException):
    """Ends a worker in the middle of its work."""


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
