import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, NotFound, NumbersSpared
from helpdesk.models import (
    AuditEntry,
    AuditSubject,
    AuthorKind,
    CallRecord,
    OutboxItem,
    Priority,
    RiskReport,
    Ticket,
    TicketSerial,
)
from helpdesk.tickets.reading import SERIALS_PER_DAY
from helpdesk.transcripts import Original
from helpdesk.transcripts.records import Filter, archive, service
from tests.helpdesk.privacy.steps import clerk
from tests.helpdesk.transcripts.records.kept import (
    BEGAN,
    INJURY,
    WAGES,
    asked,
    kept,
    named,
    risk,
    silent,
    transcript,
)

HOUR = timedelta(hours=1)
OTHER = transcript("喂", "手也受伤了", call_id="20260715-111111-2041")


async def tickets_of(session):
    return (await session.scalars(select(Ticket).order_by(Ticket.id))).all()


async def numbers_left(sessions, count):
    """Have so many of the day's ticket numbers left."""
    async with unit_of_work(sessions) as session:
        last = SERIALS_PER_DAY - count
        await session.merge(TicketSerial(day=clock.today(), last=last))


@pytest.fixture
async def opened(session):
    """Tell the tickets that were opened beside those of the seed."""
    seeded = {ticket.id for ticket in await tickets_of(session)}
    await session.rollback()

    async def opened():
        return [t for t in await tickets_of(session) if t.id not in seeded]

    return opened


class TestKeep:
    async def test_opens_one_ticket_a_request(self, session, opened):
        call = kept(asked(WAGES, 1), asked(INJURY, 2, words="手也受伤了"))

        [record] = await archive.keep(session, [call])

        assert [t.category for t in await opened()] == [WAGES, INJURY]
        found = await archive.record(session, record.id)
        assert [(r.category, r.segments) for r in found.requests] == [
            (WAGES, (1,)),
            (INJURY, (2,)),
        ]
        assert [r.ticket.subject for r in found.requests] == [
            "厂里三个月没发工资",
            "手也受伤了",
        ]

    async def test_a_question_that_was_answered_opens_none(self, session, opened):
        [record] = await archive.keep(session, [kept(asked("ask_union_dues"))])

        assert await opened() == []
        [request] = (await archive.record(session, record.id)).requests
        assert (request.category, request.ticket) == ("ask_union_dues", None)

    async def test_the_ticket_says_what_was_told(self, session, opened):
        told = [named("employer", "鑫盛达", 0), named("employer", "永兴塑胶", 1)]

        await archive.keep(session, [kept(asked(WAGES, 1), routed=told)])

        [ticket] = await opened()
        assert ticket.details == {
            "message": "厂里三个月没发工资",
            "employer": "永兴塑胶",
            "since": "三个月",
            "amounts": "12000元",
        }
        assert ticket.conversation_id is None

    async def test_calls_back_the_number_that_was_told(self, session, opened):
        told = [named("phone_number", "1380013"), named("phone_number", "13800131234")]

        [record] = await archive.keep(session, [kept(routed=told)])

        assert (await opened())[0].contact_phone == "13800131234"
        assert record.phone == "13800131234"

    async def test_a_recording_named_for_the_caller_tells_the_number(
        self, session, opened
    ):
        call = kept(of=transcript(call_id="20260715_13800135678_01"))

        [record] = await archive.keep(session, [call])

        assert (await opened())[0].contact_phone == "13800135678"
        assert record.phone == "13800135678"

    async def test_nobody_is_written_to(self, session):
        count = select(func.count(OutboxItem.id))
        before = await session.scalar(count)

        await archive.keep(
            session, [kept(routed=[named("phone_number", "13800131234")])]
        )

        assert await session.scalar(count) == before

    async def test_a_file_is_kept_once(self, session, opened):
        [first] = await archive.keep(session, [kept()])

        again, other = await archive.keep(session, [kept(), kept()])

        assert again.id == other.id == first.id
        assert len(await opened()) == 1

    async def test_what_fails_in_the_middle_leaves_nothing(
        self, sessions, session, monkeypatch
    ):
        monkeypatch.setattr(service, "SPARED", 0)
        await numbers_left(sessions, 1)
        batch = [kept(name="c1"), kept(name="c2", of=transcript("喂", "欠薪了"))]

        with pytest.raises(Conflict, match="no ticket numbers"):
            async with unit_of_work(sessions) as broken:
                await archive.keep(broken, batch)

        digests = [each.original.sha512 for each in batch]
        assert await archive.known(session, digests) == set()

    async def test_leaves_the_last_numbers_of_a_day_to_callers(self, sessions):
        await numbers_left(sessions, service.SPARED - 1)

        with pytest.raises(NumbersSpared):
            async with unit_of_work(sessions) as own:
                await archive.keep(own, [kept()])

    async def test_the_same_call_in_another_format_opens_no_ticket(
        self, session, opened
    ):
        [first] = await archive.keep(session, [kept(name="c1.json")])

        [other] = await archive.keep(session, [kept(name="c1.vtt")])

        assert other.id != first.id
        assert other.same_as_id == first.id
        [ticket] = await opened()
        [request] = (await archive.record(session, other.id)).requests
        assert request.ticket.id == ticket.id

    async def test_the_same_call_by_another_recogniser_opens_no_ticket(
        self, session, opened
    ):
        await archive.keep(session, [kept()])
        heard = transcript("您好请讲", "厂里三个月没发公资", "手也受伤了")

        await archive.keep(session, [kept(of=heard, name="c2")])

        assert len(await opened()) == 1

    async def test_what_only_the_other_format_tells_opens_its_ticket(
        self, session, opened
    ):
        await archive.keep(session, [kept()])

        await archive.keep(session, [kept(asked(WAGES), asked(INJURY), name="c2")])

        assert [t.category for t in await opened()] == [WAGES, INJURY]

    async def test_two_files_of_one_plain_name_are_two_calls(self, session, opened):
        one = transcript("喂", "没发工资", call_id="1")
        other = transcript("喂", "还没发钱", call_id="1")

        await archive.keep(session, [kept(of=one, name="a"), kept(of=other, name="b")])

        assert len(await opened()) == 2

    async def test_two_silent_calls_are_two_calls(self, session):
        one = replace(silent(), original=Original("a", b"1"))
        other = replace(
            silent(),
            original=Original("b", b"2"),
            transcript=replace(silent().transcript, call_id="other"),
        )

        first, second = await archive.keep(session, [one, other])

        assert (first.same_as_id, second.same_as_id) == (None, None)

    @pytest.mark.parametrize(
        ("kind", "words", "category"),
        [
            ("crisis", "我不想活了，我要跳楼", "express_crisis"),
            ("heatstroke", "工友中暑昏倒了", "report_heatstroke"),
            ("collective", "我们几十个人堵在厂门口", "report_collective_dispute"),
            ("crisis", "唉，就那样吧", "express_crisis"),
        ],
    )
    async def test_danger_is_an_urgent_ticket_and_a_report(
        self, session, opened, kind, words, category
    ):
        call = kept(risks=[risk(kind, 2, words)])

        [record] = await archive.keep(session, [call])

        wages, urgent = await opened()
        assert (wages.category, urgent.category) == (WAGES, category)
        assert urgent.priority is Priority.urgent
        report = select(RiskReport).where(RiskReport.ticket_id == urgent.id)
        assert (await session.scalars(report)).one()
        assert (record.is_at_risk, record.risks) == (True, [kind])

    async def test_danger_that_is_the_request_is_one_ticket(self, session, opened):
        call = kept(asked("report_heatstroke"), risks=[risk("heatstroke", 1, "中暑了")])

        await archive.keep(session, [call])

        [ticket] = await opened()
        assert ticket.priority is Priority.urgent

    async def test_a_child_at_work_is_looked_at_soon(self, session, opened):
        await archive.keep(session, [kept(risks=[risk("minor")])])

        [ticket] = await opened()
        assert (ticket.category, ticket.priority) == (WAGES, Priority.high)

    async def test_a_child_at_work_is_looked_at_though_nothing_is_asked(
        self, session, opened
    ):
        call = kept(asked("ask_union_dues"), risks=[risk("minor", 2, "我十五岁")])

        await archive.keep(session, [call])

        [ticket] = await opened()
        assert (ticket.category, ticket.subject) == ("request_human", "我十五岁")


class TestKeepAtOnce:
    async def test_of_many_who_keep_one_file_one_wins(self, racing, session, opened):
        async def keep(turn):
            async with unit_of_work(racing) as own:
                order = [kept(name="c1"), kept(name="c2", of=OTHER)]
                batch = order if turn % 2 else order[::-1]
                return sorted(r.id for r in await archive.keep(own, batch))

        found = await asyncio.gather(*(keep(turn) for turn in range(8)))

        assert len({tuple(ids) for ids in found}) == 1
        assert len(await opened()) == 2

    async def test_two_formats_of_one_call_at_once_open_one_ticket(
        self, racing, opened
    ):
        async def keep(turn):
            async with unit_of_work(racing) as own:
                await archive.keep(own, [kept(name=f"c1.{turn}")])

        await asyncio.gather(*(keep(turn) for turn in range(6)))

        assert len(await opened()) == 1


class TestRecord:
    async def test_gives_back_what_was_kept(self, session):
        call = kept(risks=[risk("crisis")], routed=[named("employer", "鑫盛达")])
        [record] = await archive.keep(session, [call])
        key = record.id
        session.expire_all()

        found = await archive.record(session, key)

        assert found.transcript == call.transcript
        assert found.analysis == call.analysis
        assert found.notes == call.notes
        assert found.name == "c1.json"
        assert await archive.original(session, key) == call.original.data

    async def test_of_no_call_is_refused(self, session):
        with pytest.raises(NotFound):
            await archive.record(session, 4711)
        with pytest.raises(NotFound):
            await archive.original(session, 4711)


class TestOpen:
    async def test_is_on_record(self, session):
        [record] = await archive.keep(session, [kept()])
        by = Actor(AuthorKind.officer, officer_id=(await clerk(session)).id)

        await archive.open(session, record.id, by=by, reason="核对工单")

        entry = (
            await session.scalars(
                select(AuditEntry).where(AuditEntry.subject == AuditSubject.call)
            )
        ).one()
        assert (entry.subject_id, entry.officer_id) == (record.id, by.officer_id)


@pytest.fixture
async def many(session):
    """Six calls, an hour apart; the second oldest tells of a crisis."""
    calls = [
        kept(
            of=transcript("喂", f"没发工资{n}", call_id=f"{n}", began=BEGAN + n * HOUR),
            risks=[risk("crisis")] if n == 1 else (),
            name=f"{n}",
        )
        for n in range(6)
    ]
    return await archive.keep(session, calls)


class TestFind:
    async def test_begins_with_the_newest(self, session, many):
        lines = await archive.find(session, limit=3)

        assert [line.id for line in lines] == [r.id for r in many[:2:-1]]
        assert [r.ticket.category for r in lines[0].requests] == [WAGES]

    async def test_goes_on_behind_a_call(self, session, many):
        first = await archive.find(session, limit=4)

        rest = await archive.find(session, after=first[-1].cursor, limit=4)

        assert [line.id for line in rest] == [many[1].id, many[0].id]

    @pytest.mark.parametrize(
        ("wanted", "places"),
        [
            ({"wanted": Filter(is_at_risk=True)}, [1]),
            ({"wanted": Filter(risk="crisis")}, [1]),
            ({"wanted": Filter(risk="minor")}, []),
            ({"wanted": Filter(source="aliyun"), "limit": 1}, [5]),
            ({"wanted": Filter(source="tencent")}, []),
            ({"wanted": Filter(since=BEGAN + timedelta(hours=4))}, [5, 4]),
            ({"wanted": Filter(until=BEGAN + timedelta(hours=1))}, [0]),
        ],
    )
    async def test_of_some_calls_only(self, session, many, wanted, places):
        lines = await archive.find(session, **wanted)

        assert [line.id for line in lines] == [many[place].id for place in places]

    async def test_opens_nothing_that_was_said(self, session, many):
        session.expire_all()
        [line] = await archive.find(session, limit=1)

        assert "transcript" in inspect(await session.get(CallRecord, line.id)).unloaded


class TestOfPhone:
    async def test_finds_the_calls_of_a_number(self, session):
        call = kept(routed=[named("phone_number", "13800131234")])
        record, _ = await archive.keep(session, [call, kept(of=OTHER, name="c2")])

        [line] = await archive.of_phone(session, "13800131234")

        assert line.id == record.id
