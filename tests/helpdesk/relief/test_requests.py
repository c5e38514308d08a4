import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select

from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, TransitionNotAllowed
from helpdesk.models import (
    RELIEF_TRANSITIONS,
    Organisation,
    ReliefRequest,
    ReliefStatus,
)
from helpdesk.relief import relief_requests
from helpdesk.steps import By, steps
from helpdesk.tickets import tickets

OFFICER = By()
TOMORROW = date(2026, 7, 16)


@pytest.fixture(autouse=True)
def _standing_clock(time):
    """Days of visits are counted from one day."""


@pytest.fixture
async def request_(session):
    return await relief_requests.open(
        session, place="西乡街道地铁工地", headcount=30, district=None
    )


@pytest.fixture
async def union(session):
    return await session.scalar(select(Organisation).limit(1))


async def _scheduled(session, request, union):
    await relief_requests.accept(session, request, organisation_id=union.id, by=OFFICER)
    await relief_requests.schedule(session, request, visit_on=TOMORROW, by=OFFICER)


class TestOpen:
    async def test_reads_district_and_street_from_the_place(self, request_):
        assert (request_.district, request_.street) == ("宝安", "西乡")
        assert request_.status is ReliefStatus.submitted

    async def test_an_unknown_place_is_kept_as_it_was_said(self, session):
        found = await relief_requests.open(session, place="某工地", headcount=5)

        assert (found.place, found.district) == ("某工地", None)

    async def test_a_phone_beside_the_place_is_masked(self, session):
        found = await relief_requests.open(
            session, place="工地，找王工13800138000", headcount=5
        )

        assert found.place == "工地，找王工138****8000"

    @pytest.mark.parametrize(
        ("place", "headcount"), [("", 5), ("  ", 5), ("工地", 0), ("工地", 10**7)]
    )
    async def test_refuses_nowhere_and_nobody(self, session, place, headcount):
        with pytest.raises(InvalidInput):
            await relief_requests.open(session, place=place, headcount=headcount)

    async def test_one_ticket_opens_one_request_even_at_once(self, sessions):
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(
                session, category="request_cooling_relief", subject="送清凉"
            )

        async def open_it(_turn):
            async with unit_of_work(sessions) as session:
                found = await relief_requests.open(
                    session, place="工地", headcount=5, ticket_id=ticket.id
                )
                return found.id

        ids = await asyncio.gather(*(open_it(turn) for turn in range(4)))

        assert len(set(ids)) == 1
        async with sessions() as session:
            assert await session.scalar(select(func.count(ReliefRequest.id))) == 1


class TestSchedule:
    async def test_sets_the_day_and_tells_it(self, session, request_, union):
        await _scheduled(session, request_, union)

        told = await relief_requests.progress(session, request_)

        assert request_.organisation_id == union.id
        assert told.told == "已经排好时间：2026-07-16。"

    async def test_a_day_in_the_past_is_refused(self, session, request_, union):
        await relief_requests.accept(
            session, request_, organisation_id=union.id, by=OFFICER
        )

        with pytest.raises(InvalidInput):
            await relief_requests.schedule(
                session, request_, visit_on=date(2026, 7, 14), by=OFFICER
            )

    async def test_before_a_union_took_it_is_refused(self, session, request_):
        with pytest.raises(TransitionNotAllowed, match="submitted → scheduled"):
            await relief_requests.schedule(
                session, request_, visit_on=TOMORROW, by=OFFICER
            )

    async def test_a_visit_put_off_loses_its_day(self, session, request_, union):
        await _scheduled(session, request_, union)

        await relief_requests.accept(
            session, request_, organisation_id=union.id, by=OFFICER
        )

        assert request_.visit_on is None


class TestMove:
    async def test_goes_the_way_to_the_workers_thanks(self, session, request_, union):
        await _scheduled(session, request_, union)
        for to in (ReliefStatus.delivered, ReliefStatus.confirmed):
            await relief_requests.move(session, request_, to, OFFICER)

        taken = [step.after for step in await steps.history(session, request_)]
        assert taken == ["submitted", "accepted", "scheduled", "delivered", "confirmed"]

    @pytest.mark.parametrize("to", ["accepted", "scheduled", "declined"])
    async def test_what_needs_more_than_a_state_is_refused(self, session, request_, to):
        with pytest.raises(TransitionNotAllowed):
            await relief_requests.move(session, request_, ReliefStatus(to), OFFICER)


class TestDecline:
    async def test_needs_its_reason(self, session, request_):
        with pytest.raises(InvalidInput):
            await relief_requests.decline(session, request_, OFFICER)

        await relief_requests.decline(session, request_, By(words="物资已发完"))
        assert request_.status is ReliefStatus.declined


class TestListOpen:
    async def test_gives_a_district_what_it_has_to_see_to(self, session, request_):
        other = await relief_requests.open(
            session, place="科技园工地", headcount=5, district="南山区"
        )

        baoan = await relief_requests.list_open(session, district="宝安区")
        city = await relief_requests.list_open(session)

        assert [each.id for each in baoan] == [request_.id]
        assert [each.id for each in city] == [request_.id, other.id]

    async def test_what_is_over_is_not_listed(self, session, request_):
        await relief_requests.move(session, request_, ReliefStatus.withdrawn, OFFICER)

        assert await relief_requests.list_open(session) == []

    async def test_refuses_a_district_that_is_none(self, session):
        with pytest.raises(InvalidInput):
            await relief_requests.list_open(session, district="东莞")


class TestProgress:
    @pytest.mark.parametrize("status", ReliefStatus)
    async def test_every_state_has_words(self, session, request_, status):
        request_.status = status

        told = await relief_requests.progress(session, request_)

        assert told.told
        assert "{" not in told.told


class TestTransitions:
    def test_every_state_has_its_row(self):
        assert set(RELIEF_TRANSITIONS) == set(ReliefStatus)
