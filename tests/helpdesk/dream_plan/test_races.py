"""The last place, when several want it at once; on either database."""

import asyncio

import pytest
from sqlalchemy import func, select

from helpdesk.database import unit_of_work
from helpdesk.dream_plan import dream_applications
from helpdesk.errors import TransitionNotAllowed
from helpdesk.models import DreamApplication, DreamLevel, DreamStatus, Step
from tests.helpdesk.dream_plan.steps import (
    OFFICER,
    YEAR,
    only_pool,
    open_cohort,
    under_review,
    workers,
)

TAPS = 5
WINDOW = 0.02  # seconds between a decision and its commit: others come in


@pytest.fixture(autouse=True)
def _standing_clock(time):
    """The tests' day lies within the window."""


async def _prepared(sessions, *, quota, applicants):
    async with unit_of_work(sessions) as session:
        await open_cohort(session, quota=quota)
        return [
            await under_review(session, member_id)
            for member_id in await workers(session, applicants)
        ]


async def _accept(sessions, application):
    async with unit_of_work(sessions) as session:
        mine = await session.get_one(DreamApplication, application.id)
        await asyncio.sleep(0)  # what was read may be old by now
        to = await dream_applications.accept(session, mine, OFFICER)
        await asyncio.sleep(WINDOW)
        return to


async def _withdraw(sessions, application):
    async with unit_of_work(sessions) as session:
        mine = await session.get_one(DreamApplication, application.id)
        await asyncio.sleep(0)
        await dream_applications.withdraw(session, mine)
        await asyncio.sleep(WINDOW)


async def _statuses(sessions):
    async with sessions() as session:
        rows = await session.execute(
            select(DreamApplication.status, func.count()).group_by(
                DreamApplication.status
            )
        )
        return {row[0].value: row[1] for row in rows}


async def _taken(sessions):
    async with sessions() as session:
        return (await only_pool(session)).taken


class TestAccept:
    async def test_of_two_for_the_last_place_one_gets_it_and_one_waits(self, sessions):
        one, other = await _prepared(sessions, quota=1, applicants=2)

        told = await asyncio.gather(_accept(sessions, one), _accept(sessions, other))

        assert sorted(told) == [DreamStatus.approved, DreamStatus.waiting]
        assert await _taken(sessions) == 1
        assert await _statuses(sessions) == {"approved": 1, "waiting": 1}

    async def test_of_twenty_for_seven_places_no_number_is_given_twice(self, sessions):
        found = await _prepared(sessions, quota=7, applicants=20)

        await asyncio.gather(*(_accept(sessions, each) for each in found))

        assert await _statuses(sessions) == {"approved": 7, "waiting": 13}
        async with sessions() as session:
            numbers = await session.scalars(
                select(DreamApplication.waiting_number).where(
                    DreamApplication.status == DreamStatus.waiting
                )
            )
            assert sorted(numbers) == list(range(1, 14))

    async def test_one_application_decided_twice_takes_one_place(self, sessions):
        (one,) = await _prepared(sessions, quota=5, applicants=1)

        told = await asyncio.gather(
            *(_accept(sessions, one) for _ in range(4)), return_exceptions=True
        )

        assert sum(isinstance(a, TransitionNotAllowed) for a in told) == 3
        assert await _taken(sessions) == 1


class TestWithdraw:
    async def test_two_places_freed_at_once_go_to_two_who_wait(self, sessions):
        found = await _prepared(sessions, quota=2, applicants=4)
        for each in found:
            await _accept(sessions, each)

        await asyncio.gather(
            _withdraw(sessions, found[0]), _withdraw(sessions, found[1])
        )

        assert await _statuses(sessions) == {"approved": 2, "withdrawn": 2}
        assert await _taken(sessions) == 2

    async def test_holder_and_first_in_the_queue_leave_at_once(self, sessions):
        """Whatever comes first, the second in the queue has the place in the end."""
        holder, first, second = await _prepared(sessions, quota=1, applicants=3)
        for each in (holder, first, second):
            await _accept(sessions, each)

        await asyncio.gather(_withdraw(sessions, first), _withdraw(sessions, holder))

        assert await _statuses(sessions) == {"approved": 1, "withdrawn": 2}
        async with sessions() as session:
            kept = await session.get(DreamApplication, second.id)
            assert kept.status is DreamStatus.approved

    async def test_accepting_and_withdrawing_together_loses_no_place(self, sessions):
        found = await _prepared(sessions, quota=3, applicants=12)
        for each in found[:6]:
            await _accept(sessions, each)

        await asyncio.gather(
            *(_accept(sessions, each) for each in found[6:]),
            *(_withdraw(sessions, each) for each in found[:3]),
        )

        assert await _statuses(sessions) == {
            "approved": 3,
            "waiting": 6,
            "withdrawn": 3,
        }
        assert await _taken(sessions) == 3


class TestBegin:
    async def test_a_worker_who_presses_twice_has_one_draft(self, sessions):
        async with unit_of_work(sessions) as session:
            await open_cohort(session, quota=1)
            (member_id,) = await workers(session, 1)

        async def begin(_turn):
            async with unit_of_work(sessions) as session:
                application = await dream_applications.begin(
                    session, member_id=member_id, year=YEAR, level=DreamLevel.college
                )
                return application.id

        ids = await asyncio.gather(*(begin(turn) for turn in range(TAPS)))

        assert len(set(ids)) == 1
        async with sessions() as session:
            written = select(func.count(Step.id)).where(
                Step.dream_application_id == ids[0]
            )
            assert await session.scalar(written) == 1
