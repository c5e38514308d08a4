"""What does not get on goes up; what is settled is asked about and closed."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.casework import FollowUp, casework, close_due, escalate_due
from helpdesk.casework.escalation import steps
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotPermitted
from helpdesk.models import (
    Audience,
    AuthorKind,
    EventKind,
    OfficerRole,
    Organisation,
    OrganisationKind,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.scope import Scope
from helpdesk.tickets import placing, tickets
from tests.helpdesk.casework.conftest import acting, hire


@pytest.fixture
async def street(session):
    found = select(Organisation).where(Organisation.kind == OrganisationKind.street)
    return (await session.scalars(found.order_by(Organisation.id).limit(1))).one()


class TestEscalate:
    async def test_goes_to_the_nearest_leader_first(
        self, session, matter, li, chief, street
    ):
        near = await hire(session, "near", OfficerRole.supervisor, street.id)
        placing.put(matter, street)
        await session.flush()

        first = await casework.escalate(session, matter, by=li, why="厂方不配合")
        second = await casework.escalate(session, matter, by=li, why="还是不配合")
        third = await casework.escalate(session, matter, by=li, why="再报一次")

        assert [e.facts["level"] for e in (first, second, third)] == [1, 2, 2]
        assert first.facts["to"] == near.id
        assert second.facts["to"] not in (near.id, None)
        assert matter.escalation == 2

    async def test_says_why(self, session, matter, li):
        with pytest.raises(InvalidInput):
            await casework.escalate(session, matter, by=li, why=" ")


class TestSupervise:
    async def test_sets_a_day_and_officers_read_the_order(
        self, session, matter, li, chief, time
    ):
        event = await casework.supervise(
            session, matter, by=chief, words="三天内办结", due_on=date(2026, 7, 20)
        )

        assert matter.supervised_at == time.at
        assert matter.due_on == date(2026, 7, 20)
        assert event.facts == {"due_on": ["2026-08-05", "2026-07-20"]}
        read = await casework.timeline(session, matter, role=OfficerRole.case_officer)
        assert read[-1].text == "三天内办结"

    async def test_the_day_holds_when_the_class_changes(
        self, session, matter, li, chief
    ):
        await casework.supervise(
            session, matter, by=chief, words="尽快", due_on=date(2026, 7, 20)
        )

        await casework.change(session, matter, by=li, category="ask_wage_standard")

        assert matter.due_on == date(2026, 7, 20)

    async def test_is_for_leaders(self, session, matter, li):
        with pytest.raises(NotPermitted):
            await casework.supervise(session, matter, by=li, words="尽快")

    async def test_not_by_a_day_that_is_over(self, session, matter, chief):
        with pytest.raises(InvalidInput):
            await casework.supervise(
                session, matter, by=chief, words="尽快", due_on=date(2026, 7, 14)
            )


class TestEscalateDue:
    @pytest.fixture
    async def overdue(self, sessions, time):
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(session, category="greet", subject="x")
        return ticket

    async def _story(self, sessions, ticket):
        async with sessions() as session:
            found = await session.scalars(
                select(TicketEvent)
                .where(
                    TicketEvent.ticket_id == ticket.id,
                    TicketEvent.author == AuthorKind.system,
                )
                .order_by(TicketEvent.id)
            )
            return [event.facts["step"] for event in found]

    async def test_each_step_comes_once_and_in_time(self, sessions, overdue, time):
        told = []
        for _ in range(14):  # two working weeks from Wednesday on
            for _ in range(2):
                await escalate_due(sessions)
            told.append(await self._story(sessions, overdue))
            time.forward(days=1)

        days = [len(steps) for steps in told]
        assert told[-1] == ["answer_late", "settle_soon", "settle_late", "settle_long"]
        assert days[:3] == [0, 0, 1]  # answered within a working day
        assert days[5:9] == [1, 2, 2, 3]  # due on Wednesday: Tuesday, then Thursday
        assert days[12:] == [3, 4]  # three working days later, Tuesday

    async def test_levels_are_kept_and_read_by_whom_they_concern(
        self, sessions, overdue, time
    ):
        time.forward(days=30)

        await escalate_due(sessions)

        async with sessions() as session:
            ticket = await session.get(Ticket, overdue.id)
            assert ticket.escalation == 2
            read = await casework.timeline(session, ticket, role=OfficerRole.seat)
            assert Audience.leaders not in {event.audience for event in read}

    async def test_who_waits_for_the_worker_is_not_late(
        self, sessions, overdue, time, hired
    ):
        async with unit_of_work(sessions) as session:
            await casework.ask_worker(session, overdue, by=hired, words="请补材料")
        time.forward(days=30)

        assert await escalate_due(sessions) == 0

    async def test_what_was_answered_is_only_settled_late(
        self, sessions, overdue, time, hired
    ):
        async with unit_of_work(sessions) as session:
            await casework.answer(session, overdue, by=hired, words="在办")
        time.forward(days=2)

        assert await escalate_due(sessions) == 0

    async def test_another_day_is_another_step(self, sessions, overdue, time, hired):
        time.forward(days=8)
        await escalate_due(sessions)
        async with unit_of_work(sessions) as session:
            boss = acting(await hire(session, "boss", OfficerRole.supervisor))
            await casework.supervise(
                session, overdue, by=boss, words="尽快", due_on=date(2026, 7, 30)
            )
        time.forward(days=8)

        await escalate_due(sessions)

        told = await self._story(sessions, overdue)
        assert told.count("settle_late") == 2

    async def test_two_workers_take_it_once(self, sessions, overdue, time):
        time.forward(days=30)

        await asyncio.gather(*(escalate_due(sessions) for _ in range(4)))

        told = await self._story(sessions, overdue)
        assert len(told) == len(set(told))

    def test_words_are_there_for_every_step(self):
        assert all(step.says.format(due="x") for step in steps())


class TestCloseDue:
    async def test_after_the_days_in_which_it_can_be_reopened(
        self, sessions, time, hired
    ):
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(session, category="greet", subject="x")
            await casework.move(
                session, ticket, by=hired, to=TicketStatus.resolved, words="办好了"
            )
            settled = ticket.settled_at
        time.forward(days=15)
        assert await close_due(sessions) == 0
        time.forward(days=1)

        assert await close_due(sessions) == 1

        async with sessions() as session:
            found = await session.get(Ticket, ticket.id)
            assert found.status is TicketStatus.closed
            assert found.settled_at == settled

    async def test_what_was_merged_closes_the_next_day(self, sessions, time, hired):
        async with unit_of_work(sessions) as session:
            one, other = [
                await tickets.open(session, category="greet", subject="x")
                for _ in range(2)
            ]
            await casework.merge(session, one, by=hired, into=other)
        assert await close_due(sessions) == 0
        time.forward(days=1)

        assert await close_due(sessions) == 1


class TestFollowUp:
    @pytest.fixture
    async def settled(self, session, matter, li, time):
        await casework.move(
            session, matter, by=li, to=TicketStatus.resolved, words="补发了"
        )
        time.forward(days=1)
        return matter

    async def due(self, session):
        return list(await casework.follow_ups_due(session, scope=Scope()))

    async def test_is_due_from_the_next_working_day(self, session, settled, time):
        assert await self.due(session) == [settled]
        time.forward(days=-1)
        assert await self.due(session) == []

    @pytest.mark.parametrize("result", ["satisfied", "dissatisfied", "declined"])
    async def test_an_answer_ends_it(self, session, settled, li, result):
        event = await casework.follow_up(
            session, settled, by=li, result=FollowUp(result), words="说满意"
        )

        assert event.kind is EventKind.followed_up
        assert event.audience is Audience.officers
        assert event.facts == {"result": result}
        assert await self.due(session) == []

    async def test_who_is_not_reached_is_tried_three_times(self, session, settled, li):
        for _ in range(3):
            assert await self.due(session) == [settled]
            await casework.follow_up(
                session, settled, by=li, result=FollowUp.unreachable
            )

        assert await self.due(session) == []

    async def test_who_is_not_satisfied_may_reopen_it(self, session, settled, li):
        await casework.follow_up(
            session,
            settled,
            by=li,
            result=FollowUp.dissatisfied,
            words="钱只到了一半",
            reopens=True,
        )

        assert settled.status is TicketStatus.open

    async def test_too_late_to_reopen_is_said(self, session, settled, li, time):
        time.forward(days=20)

        with pytest.raises(Conflict):
            await casework.follow_up(
                session,
                settled,
                by=li,
                result=FollowUp.dissatisfied,
                words="钱只到了一半",
                reopens=True,
            )


@pytest.fixture
async def hired(sessions):
    """An officer on record, for what needs sessions of its own."""
    async with unit_of_work(sessions) as session:
        return acting(await hire(session, "li"))
