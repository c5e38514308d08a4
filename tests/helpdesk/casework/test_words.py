import pytest
from sqlalchemy import select

from helpdesk.casework import Delivery, casework
from helpdesk.conversations import conversations
from helpdesk.errors import Claimed, InvalidInput, NotPermitted, TransitionNotAllowed
from helpdesk.models import (
    Audience,
    AuthorKind,
    ChannelKind,
    EventKind,
    OfficerRole,
    OutboxItem,
    OutboxState,
    TicketStatus,
)
from helpdesk.tickets import tickets


async def told(session):
    items = await session.scalars(select(OutboxItem).order_by(OutboxItem.id))
    return [item.payload["replies"][0]["text"] for item in items]


class TestAnswer:
    async def test_goes_to_the_worker_and_is_the_first_answer(
        self, session, matter, li, time
    ):
        time.forward(hours=1)

        event = await casework.answer(session, matter, by=li, words="明天 <去> 厂里看")

        assert event.kind is EventKind.answered
        assert event.officer_id == li.officer_id
        assert "明天 <去> 厂里看" in (await told(session))[-1]
        assert matter.answered_at == matter.changed_at == time.at

    async def test_the_first_answer_stays_the_first(self, session, matter, li, time):
        await casework.answer(session, matter, by=li, words="收到了")
        first = matter.answered_at
        time.forward(hours=1)

        await casework.answer(session, matter, by=li, words="厂里答应了")

        assert matter.answered_at == first

    async def test_claims_what_nobody_works_on(self, session, matter, li):
        await casework.answer(session, matter, by=li, words="收到了")

        assert casework.claimer(matter) == li.officer_id
        assert matter.status is TicketStatus.open

    async def test_two_officers_do_not_answer_one_worker(
        self, session, matter, li, wang
    ):
        await casework.answer(session, matter, by=li, words="收到了")

        with pytest.raises(Claimed):
            await casework.answer(session, matter, by=wang, words="我也收到了")

        assert not any("我也" in text for text in await told(session))

    @pytest.mark.parametrize("words", ["", " \n ", "\x00"])
    async def test_says_something(self, session, matter, li, words):
        with pytest.raises(InvalidInput):
            await casework.answer(session, matter, by=li, words=words)

        assert casework.claimer(matter) is None

    async def test_of_a_closed_matter_is_refused(self, session, matter, li):
        await tickets.withdraw(session, matter, "解决了")

        with pytest.raises(TransitionNotAllowed):
            await casework.answer(session, matter, by=li, words="好的")


class TestNote:
    async def test_is_for_colleagues(self, session, matter, li):
        event = await casework.note(
            session, matter, by=li, words="老板姓赵，13800138000"
        )

        assert event.audience is Audience.officers
        assert await told(session) == []
        assert matter.answered_at is None

    async def test_for_leaders_is_not_read_by_colleagues(self, session, matter, li):
        await casework.note(
            session, matter, by=li, words="媒体在问", audience=Audience.leaders
        )

        def read(role):
            return casework.timeline(session, matter, role=role)

        assert len(await read(OfficerRole.case_officer)) == 1
        assert len(await read(OfficerRole.supervisor)) == 2
        assert len(await read(OfficerRole.auditor)) == 2

    async def test_never_goes_to_the_worker(self, session, matter, li):
        with pytest.raises(InvalidInput):
            await casework.note(
                session, matter, by=li, words="x", audience=Audience.worker
            )

    async def test_an_auditor_only_reads(self, session, matter, auditor):
        with pytest.raises(NotPermitted):
            await casework.note(session, matter, by=auditor, words="x")


class TestAskWorker:
    async def test_asks_and_stops_the_clock(self, session, matter, li, time):
        await casework.ask_worker(session, matter, by=li, words="请拍工资条")

        assert matter.status is TicketStatus.pending_member
        assert matter.waiting_since == time.at
        assert "请拍工资条" in (await told(session))[-1]

    async def test_what_the_worker_sends_sets_it_going(self, session, matter, li):
        await casework.ask_worker(session, matter, by=li, words="请拍工资条")

        await tickets.add_note(session, matter, "发了", by=AuthorKind.member)

        assert matter.status is TicketStatus.open
        assert matter.waiting_since is None


class TestDeliveries:
    async def test_follow_the_outbox(self, session, matter, li):
        event = await casework.answer(session, matter, by=li, words="收到了")
        (item,) = [
            one
            for one in await session.scalars(select(OutboxItem))
            if one.request_key.startswith(f"ticket_event:{event.id}.")
        ]

        async def state():
            return (await casework.deliveries(session, matter))[event.id]

        assert await state() is Delivery.waiting
        for after in (OutboxState.held, OutboxState.failed, OutboxState.sent):
            item.state = after
            await session.flush()
            assert await state() == after.value
        await session.delete(item)  # a day later
        await session.flush()
        assert await state() is Delivery.sent

    @pytest.mark.parametrize(
        ("channel", "phone", "expected"),
        [
            (ChannelKind.web, None, Delivery.on_page),
            (ChannelKind.hotline, None, Delivery.to_call),
            (None, "13800138000", Delivery.to_call),
            (None, None, Delivery.unreachable),
        ],
    )
    async def test_say_where_there_is_no_way_back(
        self, session, li, channel, phone, expected
    ):
        talk = channel and await conversations.start(session, channel=channel)
        ticket = await tickets.open(
            session,
            category="greet",
            subject="x",
            conversation=talk,
            contact_phone=phone,
        )

        event = await casework.answer(session, ticket, by=li, words="收到了")

        assert await casework.deliveries(session, ticket) == {event.id: expected}
