import pytest
from sqlalchemy import select

from helpdesk.conversations import conversations, floor
from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.models import (
    FLOOR_TABLE,
    AuditEntry,
    AuditSubject,
    ChannelKind,
    Floor,
    FloorMove,
)


@pytest.fixture
async def waiting(session, conversation, time):
    await floor.queue(session, conversation, reason="转人工")
    return conversation


@pytest.fixture
async def attended(session, waiting, officer):
    await floor.take(session, waiting, officer.id)
    return waiting


async def somebody(session, reason="转人工", **more):
    other = await conversations.start(session, channel=ChannelKind.web)
    await floor.queue(session, other, reason=reason, **more)
    return other


async def moves(session, conversation):
    return [event.move for event in await floor.since(session, conversation)]


class TestTable:
    def test_has_a_rule_for_every_move(self):
        assert set(FLOOR_TABLE) == set(FloorMove)

    def test_every_floor_can_be_left(self):
        left = {f for rule in FLOOR_TABLE.values() for f in rule.before - {rule.after}}

        assert left == set(Floor)


class TestQueue:
    async def test_tells_the_place(self, session, conversation, time):
        await somebody(session)
        time.forward(minutes=1)

        assert await floor.queue(session, conversation, reason="转人工") == 2

    async def test_keeps_the_place_of_who_waits(self, session, waiting, time):
        since = waiting.queued_at
        time.forward(minutes=5)
        await somebody(session)

        assert await floor.queue(session, waiting, reason="快点") == 1
        assert (waiting.queue_reason, waiting.queued_at) == ("转人工", since)

    async def test_lets_danger_go_first(self, session, waiting, time):
        time.forward(minutes=5)
        urgent = await somebody(session, urgent=True)

        assert await floor.place(session, urgent) == 1
        assert await floor.place(session, waiting) == 2
        assert [c.id for c in await floor.list_waiting(session)] == [
            urgent.id,
            waiting.id,
        ]

    async def test_keeps_no_telephone_number_in_the_reason(self, session, conversation):
        await floor.queue(session, conversation, reason="打我13800138000")

        assert "13800138000" not in conversation.queue_reason


class TestLeave:
    async def test_leaves(self, session, waiting):
        assert await floor.leave(session, waiting)
        assert (waiting.floor, waiting.queued_at) == (Floor.bot, None)

    async def test_tells_that_there_was_no_queue(self, session, conversation):
        assert not await floor.leave(session, conversation)

    async def test_does_not_send_an_officer_away(self, session, attended):
        assert not await floor.leave(session, attended)
        assert attended.floor is Floor.officer


class TestTake:
    async def test_is_for_the_first_of_two(self, session, attended, officer):
        with pytest.raises(TransitionNotAllowed):
            await floor.take(session, attended, officer.id)

    async def test_needs_no_queue(self, session, conversation, officer):
        await floor.take(session, conversation, officer.id)

        assert await floor.holder(session, conversation) == officer.id

    async def test_is_in_the_audit_log(self, session, attended, officer):
        found = select(AuditEntry).where(
            AuditEntry.subject == AuditSubject.conversation,
            AuditEntry.subject_id == attended.id,
        )
        *_, entry = (await session.scalars(found.order_by(AuditEntry.id))).all()
        assert entry.officer_id == officer.id
        assert (entry.before["floor"], entry.after["floor"]) == ("queued", "officer")


class TestAnswer:
    async def test_reaches_who_asks_for_news(self, session, attended, officer):
        said = await floor.answer(session, attended, officer.id, " 您好，我是小李 ")

        [news] = await floor.since(session, attended, after=said.id - 1)
        assert news.text == "您好，我是小李"

    async def test_is_refused_to_who_does_not_have_the_floor(
        self, session, attended, officer, waiting
    ):
        with pytest.raises(Conflict):
            await floor.answer(session, attended, officer.id + 1, "我来")

    async def test_is_refused_before_the_floor_is_taken(
        self, session, waiting, officer
    ):
        with pytest.raises(Conflict):
            await floor.answer(session, waiting, officer.id, "我来")

    async def test_is_not_empty(self, session, attended, officer):
        with pytest.raises(InvalidInput):
            await floor.answer(session, attended, officer.id, " \x00 ")


class TestReturn:
    async def test_gives_the_floor_back_and_keeps_the_story(
        self, session, attended, officer
    ):
        await floor.return_(session, attended, officer.id)

        assert attended.floor is Floor.bot
        assert await moves(session, attended) == ["queued", "taken", "returned"]

    async def test_can_pass_to_a_colleague(self, session, attended, officer):
        await floor.pass_on(session, attended, officer.id)

        assert attended.floor is Floor.queued
        assert await floor.place(session, attended) == 1


class TestNoticeAbsence:
    async def test_queues_again_when_the_officer_is_gone(
        self, session, attended, officer, time
    ):
        time.forward(minutes=15)
        await floor.answer(session, attended, officer.id, "请稍等")
        time.forward(minutes=15)
        await floor.notice_absence(session, attended)
        assert attended.floor is Floor.officer

        time.forward(minutes=6)
        await floor.notice_absence(session, attended)
        assert attended.floor is Floor.queued

    async def test_ends_the_waiting_of_who_was_away_for_long(
        self, session, waiting, time
    ):
        time.forward(hours=13)

        await floor.notice_absence(session, waiting)

        assert waiting.floor is Floor.bot
        assert await moves(session, waiting) == ["queued", "abandoned"]

    async def test_never_forgets_who_was_in_danger(self, session, time):
        urgent = await somebody(session, urgent=True)
        time.forward(hours=13)

        await floor.notice_absence(session, urgent)

        assert urgent.floor is Floor.queued
