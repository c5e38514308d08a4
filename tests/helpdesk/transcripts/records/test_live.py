"""Calls to our own line become records when they are over."""

import asyncio

import pytest
from sqlalchemy import select

from helpdesk.calls import calls
from helpdesk.calls.service import SILENT_FOR
from helpdesk.database import unit_of_work
from helpdesk.models import CallRecord, Ticket
from helpdesk.notifications import NoSender
from helpdesk.privacy.service import privacy
from helpdesk.retention import Pace, retention
from helpdesk.tickets import tickets
from helpdesk.transcripts import Party
from helpdesk.transcripts.records import archive, keep_calls
from helpdesk.worker import Jobs, Providers
from tests.helpdesk.privacy.steps import by_clerk
from tests.helpdesk.transcripts.records.kept import kept, transcript
from tests.helpdesk.transcripts.records.readers import WAGES, Plain

CALLER = "13800131234"
TALK = (
    (None, "您好，这里是12351，本次通话会录音。"),
    ("厂里三个月没发工资", "请问是哪家单位？"),
    ("鑫盛达", "请留个电话。"),
    ("13800131234", "是幺三八，对吗？"),
    (None, "请说是或者不是。"),
    ("对", "工单号是二六零七幺五。"),
)


@pytest.fixture
def call_us(sessions, time):
    """Let somebody call; each event comes ten seconds after the one before."""

    async def call_us(call_id="c1", *, talk=TALK, opens=(WAGES,), ends=True):
        async with unit_of_work(sessions) as session:
            call = await calls.begin(session, call_id, caller=CALLER)
        for seq, (heard, say) in enumerate(talk):
            async with unit_of_work(sessions) as session:
                claim = await calls.claim(session, call, seq, heard=heard)
                await calls.settle(session, claim.turn, answer={"say": say}, talk={})
            time.forward(seconds=10)
        async with unit_of_work(sessions) as session:
            for category in opens:
                await tickets.open(
                    session,
                    category=category,
                    subject="x",
                    conversation=await calls.conversation(session, call),
                    message_id=f"m-{category}-{call_id}",
                )
            if ends:
                await calls.end(session, call, unfinished=False)
        time.forward(seconds=1)
        return call

    return call_us


@pytest.fixture
def record_of(sessions):
    async def record_of(call):
        async with sessions() as session:
            key = await session.scalar(
                select(CallRecord.id).where(CallRecord.call_id == call.id)
            )
            return key and await archive.record(session, key)

    return record_of


class TestKeepCalls:
    async def test_a_call_that_is_over_is_kept(self, sessions, call_us, record_of):
        call = await call_us()

        assert await keep_calls(sessions, Plain()) == 1

        found = await record_of(call)
        told = [(s.party, s.text) for s in found.transcript.segments]
        assert told[:3] == [
            (Party.bot, "您好，这里是12351，本次通话会录音。"),
            (Party.customer, "厂里三个月没发工资"),
            (Party.bot, "请问是哪家单位？"),
        ]
        assert len(told) == 10
        assert (found.record.source, found.record.phone) == ("hotline", CALLER)
        assert found.record.began_at == call.began_at

    async def test_the_times_are_those_of_the_events(
        self, sessions, call_us, record_of
    ):
        await keep_calls(sessions, Plain())
        call = await call_us()
        await keep_calls(sessions, Plain())

        segments = (await record_of(call)).transcript.segments

        ends = [s.end_ms for s in segments if s.party is Party.customer]
        assert ends == [10_000, 20_000, 30_000, 50_000]
        assert all(s.begin_ms <= s.end_ms for s in segments)
        assert [s.begin_ms for s in segments] == sorted(s.begin_ms for s in segments)

    async def test_who_interrupts_cuts_us_short(self, sessions, call_us, record_of):
        talk = ((None, "很长的话" * 40), ("转人工", "好的。"))
        call = await call_us(talk=talk)
        await keep_calls(sessions, Plain())

        bot, caller, _ = (await record_of(call)).transcript.segments

        assert bot.end_ms == caller.begin_ms == 10_000 - 3 * 200

    async def test_requests_are_linked_to_the_tickets_of_the_call(
        self, sessions, call_us, record_of, session
    ):
        call = await call_us(opens=(WAGES, "request_human"))
        before = len((await session.scalars(select(Ticket))).all())
        await session.rollback()

        await keep_calls(sessions, Plain())

        found = await record_of(call)
        assert [(r.category, r.segments) for r in found.requests] == [
            (WAGES, (1,)),
            ("request_human", (8,)),
        ]
        assert [r.ticket.category for r in found.requests] == [WAGES, "request_human"]
        assert len((await session.scalars(select(Ticket))).all()) == before

    async def test_no_ticket_is_opened_after_the_call(
        self, sessions, call_us, record_of
    ):
        call = await call_us(opens=())

        await keep_calls(sessions, Plain())

        [request] = (await record_of(call)).requests
        assert (request.category, request.ticket) == (WAGES, None)

    async def test_is_done_once(self, sessions, call_us):
        await call_us()

        await asyncio.gather(*(keep_calls(sessions, Plain()) for _ in range(4)))

        assert await keep_calls(sessions, Plain()) == 0

    async def test_a_call_that_goes_on_waits(self, sessions, call_us, record_of, time):
        call = await call_us(ends=False)
        assert await keep_calls(sessions, Plain()) == 0

        time.forward(seconds=SILENT_FOR.total_seconds() + 1)

        assert await keep_calls(sessions, Plain()) == 1
        assert len((await record_of(call)).transcript.segments) == 10

    async def test_the_recording_of_the_same_call_opens_no_ticket(
        self, sessions, call_us, session
    ):
        name = "20260715-101010-2041"
        await call_us(name)
        await keep_calls(sessions, Plain())

        [record] = await archive.keep(session, [kept(of=transcript(call_id=name))])

        [request] = (await archive.record(session, record.id)).requests
        assert record.same_as_id is not None
        assert request.ticket.message_id == f"m-{WAGES}-{name}"

    async def test_the_record_outlives_the_call(
        self, sessions, call_us, time, settings, session
    ):
        await call_us()
        await keep_calls(sessions, Plain())
        time.forward(days=2)

        await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

        [record] = (await session.scalars(select(CallRecord))).all()
        assert record.call_id is None
        assert (await archive.record(session, record.id)).transcript is not None


class TestJobs:
    async def test_of_the_worker_keep_calls(self, sessions, settings, call_us):
        await call_us()
        providers = Providers(sender=NoSender(), reader=Plain)

        await Jobs(settings, sessions, providers, asyncio.Event()).keep_calls()

        assert await keep_calls(sessions, Plain()) == 0


class TestPersons:
    async def test_what_was_said_goes_when_they_ask_for_it(
        self, sessions, call_us, session
    ):
        await call_us(opens=())
        await keep_calls(sessions, Plain())
        person = await privacy.find(session, CALLER)

        book = await privacy.export(
            session, person, by=await by_clerk(session), reason="本人要求"
        )
        await privacy.delete(
            session, person, by=await by_clerk(session), reason="本人要求"
        )

        [told] = book["通话记录"]
        assert told["来电号码"] == CALLER
        assert "来电人：厂里三个月没发工资" in told["通话文字"]
        [record] = (await session.scalars(select(CallRecord))).all()
        found = await archive.record(session, record.id)
        assert (found.transcript, found.analysis, found.name) == (None, None, None)
        assert (record.phone, record.phone_lookup) == (None, None)
        assert record.cleared_at is not None
        assert await archive.of_phone(session, CALLER) == []

    async def test_what_was_erased_does_not_come_back(self, session):
        call = kept(of=transcript(call_id=f"20260715_{CALLER}"))
        [record] = await archive.keep(session, [call])
        person = await privacy.find(session, CALLER)
        by = await by_clerk(session)
        await privacy.delete(session, person, by=by, reason="本人要求")

        [again] = await archive.keep(session, [call])

        assert again.id == record.id
        assert (await archive.record(session, again.id)).transcript is None

    async def test_what_was_said_goes_when_its_time_is_over(
        self, sessions, session, time, settings
    ):
        await archive.keep(session, [kept()])
        await session.commit()
        time.forward(days=181)

        await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

        [line] = await archive.find(session)
        assert line.is_cleared
        assert len(line.requests) == 1
