"""What must hold when two messages about one person come at once."""

import asyncio

from sqlalchemy import func, select

from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict
from helpdesk.members import Detail, details, members
from helpdesk.members.applications import applications, reviews
from helpdesk.members.cards import cards
from helpdesk.members.transfers import transfers
from helpdesk.models import (
    Application,
    ApplicationStatus,
    AuditEntry,
    Card,
    Member,
    Transfer,
)
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.members.people import OFFICER, WORKER, stranger

CALLERS = 8


async def _together(racing, job, times=CALLERS):
    async def once(turn):
        async with unit_of_work(racing) as session:
            return await job(session, turn)

    return await asyncio.gather(
        *(once(turn) for turn in range(times)), return_exceptions=True
    )


async def _count(racing, *columns):
    async with racing() as session:
        return [await session.scalar(select(func.count(c))) for c in columns]


class TestApplications:
    async def test_one_person_applies_once(self, racing):
        before = await _count(racing, Member.id)

        async def submit(session, turn):
            application = await applications.submit(
                session, stranger(), by=WORKER, request_key=f"c1:m{turn}"
            )
            return application.id

        answers = await _together(racing, submit)

        assert len(set(answers)) == 1
        counted = await _count(racing, Application.id, AuditEntry.id, Member.id)
        assert counted == [1, 1, before[0] + 1]

    async def test_of_two_people_with_one_phone_one_is_refused(self, racing):
        async def submit(session, turn):
            person = stranger(turn, phone=UNKNOWN_PHONES[0])
            await applications.submit(session, person, by=WORKER)

        answers = await _together(racing, submit)

        assert answers.count(None) == 1
        assert sum(isinstance(answer, Conflict) for answer in answers) == CALLERS - 1

    async def test_equal_clicks_move_once(self, racing):
        async with unit_of_work(racing) as session:
            application = await applications.submit(session, stranger(), by=WORKER)

        async def agree(session, _turn):
            await reviews.agree(
                session, application.id, seen=ApplicationStatus.submitted, by=OFFICER
            )

        await _together(racing, agree)

        async with racing() as session:
            found = await applications.by_id(session, application.id)
            assert found.status is ApplicationStatus.primary_review
        assert await _count(racing, AuditEntry.id) == [2]


class TestTransfers:
    async def test_one_member_moves_to_one_place(self, racing):
        async with racing() as session:
            member = await members.by_phone(session, DEMO_MEMBER.phone)

        async def leave(session, turn):
            transfer = await transfers.request_out(
                session, member.id, f"外地工会{turn}", by=WORKER
            )
            return transfer.id

        answers = await _together(racing, leave)

        assert len(set(answers)) == 1
        assert await _count(racing, Transfer.id) == [1]


class TestCards:
    async def test_one_card_is_replaced_by_one(self, racing):
        async with unit_of_work(racing) as session:
            member = await members.by_phone(session, DEMO_MEMBER.phone)
            card = await cards.of(session, member.id)

        async def replace(session, _turn):
            new = await cards.replace(session, card.id, by=WORKER, reason="卡坏了")
            return new.id

        answers = await _together(racing, replace)

        assert len(set(answers)) == 1
        assert await _count(racing, Card.id) == [2]


class TestDetails:
    async def test_of_two_members_one_gets_the_phone(self, racing):
        async with racing() as session:
            pair = [
                await members.by_phone(session, person.phone)
                for person in (DEMO_MEMBER, DEMO_GIG_WORKER)
            ]

        async def take(session, turn):
            await details.change(
                session, pair[turn].id, Detail.phone, UNKNOWN_PHONES[0], by=WORKER
            )

        answers = await _together(racing, take, 2)

        assert answers.count(None) == 1
        assert sum(isinstance(answer, Conflict) for answer in answers) == 1
