"""Macros: all the steps or none, tried out without a trace."""

import pytest
from sqlalchemy import select

from helpdesk.casework import casework
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.macros import Draft, macros
from helpdesk.models import (
    Audience,
    CannedText,
    EventKind,
    Priority,
    ServiceClass,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from tests.helpdesk.canned.conftest import actor


async def macro_of(session, staff, script, **changes):
    draft = Draft(**{"name": "试", "script": script, **changes})
    return await macros.add(session, draft, officer=staff.city, by=actor(staff.city))


async def events_of(session, ticket):
    found = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)
    return (await session.scalars(found.order_by(TicketEvent.id))).all()


class TestRun:
    async def test_takes_every_step_in_order(self, session, ticket, staff):
        macro = await macro_of(
            session,
            staff,
            "派给：我\n优先级：紧急\n服务类别：法律援助\n报领导：人多\n答复：{{工单号}}已受理",
        )

        done = await macros.run(session, macro, ticket, by=actor(staff.city))

        assert ticket.officer_id == staff.city.id
        assert ticket.priority is Priority.urgent
        assert ticket.service_class is ServiceClass.legal_aid
        assert ticket.status is TicketStatus.open
        assert [line.step.partition("：")[0] for line in done] == [
            "派给",
            "优先级",
            "服务类别",
            "报领导",
            "答复",
        ]
        events = await events_of(session, ticket)
        notes = {event.audience for event in events if event.kind is EventKind.note}
        assert notes == {Audience.leaders}
        answer = next(e for e in events if e.kind is EventKind.answered)
        assert answer.text.replace(" ", "") == f"{ticket.number}已受理"

    async def test_counts_itself_and_the_texts_it_sent(self, session, ticket, staff):
        macro = await macro_of(session, staff, "备注用：电话没人接")

        await macros.run(session, macro, ticket, by=actor(staff.city))

        await session.refresh(macro)
        text = await session.get_one(CannedText, macro.steps[0]["canned_id"])
        await session.refresh(text)
        assert (macro.used, text.used) == (1, 1)

    async def test_sends_nothing_with_an_empty_field(self, session, ticket, staff):
        macro = await macro_of(session, staff, "备注：先记\n答复：最晚{{办理期限}}")
        ticket.due_on = None
        await session.flush()

        with pytest.raises(InvalidInput, match="办理期限"):
            await macros.run(session, macro, ticket, by=actor(staff.city))

    async def test_leaves_nothing_of_the_steps_before_one_that_fails(
        self, sessions, session, ticket, staff
    ):
        macro = await macro_of(session, staff, "备注：先记\n转为：已关闭")
        await session.commit()

        async def run():
            async with unit_of_work(sessions) as work:
                mine = await work.get_one(Ticket, ticket.id)
                await macros.run(work, macro, mine, by=actor(staff.city))

        with pytest.raises(TransitionNotAllowed):
            await run()

        assert [e.kind for e in await events_of(session, ticket)] == [EventKind.opened]

    async def test_touches_no_ticket_outside_of_what_the_officer_sees(
        self, session, ticket, staff
    ):
        macro = await macro_of(session, staff, "备注：看看")
        ticket.path = staff.other.path
        await session.flush()

        with pytest.raises(NotFound):
            await macros.run(session, macro, ticket, by=actor(staff.seat))


class TestPreview:
    async def test_says_what_each_step_would_do_and_keeps_nothing(
        self, sessions, session, ticket, staff
    ):
        macro = await macro_of(session, staff, "备注：先记\n转为：已办结，办好了")
        await session.commit()

        async with sessions() as rehearsal:
            mine = await rehearsal.get_one(Ticket, ticket.id)
            lines = await macros.preview(rehearsal, macro, mine, by=actor(staff.city))

        assert [line.problem for line in lines] == ["", ""]
        assert [line.words for line in lines] == ["先记", "办好了"]
        assert len(await events_of(session, ticket)) == 1

    @pytest.mark.parametrize(
        ("script", "told"),
        [
            ("答复：最晚{{办理期限}}", "办理期限还没有内容"),
            ("转为：已关闭", "现在是“新登记”"),
            ("派给：our-editor", "做不了"),
        ],
    )
    async def test_says_why_a_step_can_not_be_taken(
        self, session, ticket, staff, script, told
    ):
        staff.district.login = "our-editor"
        staff.district.organisation_id = staff.other.id
        ticket.path, ticket.due_on = staff.union.path, None
        await session.flush()
        macro = await macro_of(session, staff, script + "\n备注：后面的不做")

        lines = await macros.preview(session, macro, ticket, by=actor(staff.city))

        assert len(lines) == 1
        assert told in lines[0].problem

    async def test_says_that_another_works_on_it(self, session, ticket, staff):
        ticket.path = staff.union.path
        await session.flush()
        await casework.claim(session, ticket, by=actor(staff.district))
        macro = await macro_of(session, staff, "答复：好")

        [line] = await macros.preview(session, macro, ticket, by=actor(staff.seat))

        assert "别人正在办" in line.problem


class TestListFor:
    async def test_offers_those_for_the_matter(self, session, ticket, staff):
        await macro_of(session, staff, "备注：好", name="会籍的", skill="membership")

        found = await macros.list_for(session, ticket, staff.seat)

        named = {macro.name for macro in found}
        assert "会籍的" not in named
        assert "接手并告知受理" in named
