import asyncio

import pytest
from sqlalchemy import select

from helpdesk.database import read_only, unit_of_work
from helpdesk.followers import Contact, Grant, followers
from helpdesk.models import Follower, Identity, OutboxItem, OutboxState
from helpdesk.notifications import notifications

OPENID = "oDEMO-follower-1"
NOTICE = "notice-of-tickets"


@pytest.fixture
def follow(sessions):
    async def follow(contact=Contact.message, openid=OPENID):
        async with unit_of_work(sessions) as session:
            return (await followers.contacted(session, openid, contact)).identity_id

    return follow


@pytest.fixture
def spend(sessions):
    async def spend(identity_id):
        async with unit_of_work(sessions) as session:
            return await followers.spend(session, identity_id)

    return spend


class TestContacted:
    async def test_makes_one_follower_of_an_openid(self, sessions, follow):
        first, second = await asyncio.gather(follow(), follow())

        assert first == second
        async with read_only(sessions) as session:
            (follower,) = await session.scalars(select(Follower))
            identity = await session.get(Identity, first)
        assert follower.identity_id == first
        assert identity.source_id == OPENID

    async def test_a_message_grants_five_for_48_hours(self, follow, spend, time):
        identity_id = await follow()

        time.forward(hours=47, minutes=59)
        spent = [await spend(identity_id) for _ in range(6)]

        assert spent == [Grant.message] * 5 + [None]

    async def test_a_tap_grants_three_for_a_minute(self, follow, spend, time):
        identity_id = await follow(Contact.tap)

        assert [await spend(identity_id) for _ in range(4)] == [Grant.contact] * 3 + [
            None
        ]
        await follow(Contact.tap)
        time.forward(minutes=1)
        assert await spend(identity_id) is None

    async def test_a_tap_takes_nothing_from_what_a_message_granted(
        self, follow, spend, time
    ):
        identity_id = await follow()
        await follow(Contact.scan)

        spent = [await spend(identity_id) for _ in range(8)]

        assert spent == [Grant.contact] * 3 + [Grant.message] * 5

    async def test_keeps_the_scene(self, sessions):
        async with unit_of_work(sessions) as session:
            await followers.contacted(
                session, OPENID, Contact.following, scene="station-12"
            )
            follower = await followers.contacted(session, OPENID, Contact.message)

        assert follower.scene == "station-12"

    async def test_lets_leave_what_was_held(self, sessions, follow, time):
        identity_id = await follow()
        async with unit_of_work(sessions) as session:
            await notifications.tell(
                session, identity_id, text="好", request_key="ticket_event:1"
            )
            (item,) = await session.scalars(select(OutboxItem))
            item.state = OutboxState.held

        time.forward(hours=50)
        await follow()

        async with read_only(sessions) as session:
            (item,) = await session.scalars(select(OutboxItem))
        assert (item.state, item.due_at) == (OutboxState.waiting, time.at)


class TestSpend:
    async def test_a_stranger_grants_nothing(self, spend):
        assert await spend(999_999) is None

    async def test_two_at_once_never_use_up_more_than_there_is(self, follow, spend):
        identity_id = await follow()

        spent = await asyncio.gather(*(spend(identity_id) for _ in range(9)))

        assert spent.count(Grant.message) == 5

    async def test_what_was_not_taken_is_put_back(self, sessions, follow, spend):
        identity_id = await follow()
        for _ in range(5):
            await spend(identity_id)

        async with unit_of_work(sessions) as session:
            await followers.give_back(session, identity_id, Grant.message)

        assert [await spend(identity_id) for _ in range(2)] == [Grant.message, None]

    async def test_nothing_is_put_back_beyond_what_was_granted(
        self, sessions, follow, spend
    ):
        identity_id = await follow()

        async with unit_of_work(sessions) as session:
            await followers.give_back(session, identity_id, Grant.message)

        assert [await spend(identity_id) for _ in range(6)][5] is None

    async def test_stops_when_wechat_says_so(self, sessions, follow, spend):
        identity_id = await follow()

        async with unit_of_work(sessions) as session:
            await followers.shut(session, identity_id)

        assert await spend(identity_id) is None


class TestOptIn:
    async def test_one_yes_is_one_notice(self, sessions, follow):
        identity_id = await follow()
        async with unit_of_work(sessions) as session:
            await followers.opt_in(session, OPENID, NOTICE, accepted=True)

            first = await followers.spend_opt_in(session, identity_id, NOTICE)
            second = await followers.spend_opt_in(session, identity_id, NOTICE)

        assert (first, second) == (True, False)

    async def test_a_no_ends_what_was_agreed(self, sessions, follow):
        identity_id = await follow()
        async with unit_of_work(sessions) as session:
            for accepted in (True, True, False):
                await followers.opt_in(session, OPENID, NOTICE, accepted=accepted)

            assert not await followers.spend_opt_in(session, identity_id, NOTICE)

    async def test_another_notice_is_another_matter(self, sessions, follow):
        identity_id = await follow()
        async with unit_of_work(sessions) as session:
            await followers.opt_in(session, OPENID, NOTICE, accepted=True)

            assert not await followers.spend_opt_in(session, identity_id, "another")
